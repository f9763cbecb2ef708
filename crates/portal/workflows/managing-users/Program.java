// Makes a user, reads and changes the account and what it may do, gives it a token, closes it and deletes it.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

public class Program {
    static final String TOKEN = System.getenv("QUALTRICS_API_KEY");
    // Without the scheme: survey.example.org, or localhost:8080.
    static final String HOST = System.getenv("QUALTRICS_BASE_URL");
    // A server on this machine is asked over plain HTTP, any other over HTTPS.
    static final boolean NEAR = List.of("localhost", "127.0.0.1").contains(HOST.split(":")[0]);
    static final String BASE = (NEAR ? "http://" : "https://") + HOST + "/API/v3";
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final ObjectMapper JSON = new ObjectMapper();

    /** Sends a request with a token; the body may be null. */
    static HttpResponse<String> send(String method, String path, Object body, String token) throws Exception {
        var address = URI.create(path.startsWith("http") ? path : BASE + path);
        var text = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(JSON.writeValueAsString(body));
        var request = HttpRequest.newBuilder(address).header("X-API-TOKEN", token).method(method, text);
        if (body != null) request.header("Content-Type", "application/json");
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a request and gives what it answers; an error ends the program with the server's own words. */
    static JsonNode call(String method, String path, Object body, String token) throws Exception {
        var answer = send(method, path, body, token);
        var told = JSON.readTree(answer.body());
        if (answer.statusCode() >= 400) {
            throw new Exception(method + " " + path + ": " + told.at("/meta/error/errorMessage").asText());
        }
        return told.path("result");
    }

    static JsonNode call(String method, String path, Object body) throws Exception {
        return call(method, path, body, TOKEN);
    }

    /** The ids of all users, page by page. */
    static List<String> allUsers() throws Exception {
        var users = new ArrayList<String>();
        for (var page = "/users"; page != null; ) {
            var result = call("GET", page, null);
            result.path("elements").forEach(user -> users.add(user.path("id").asText()));
            page = result.path("nextPage").textValue();
        }
        return users;
    }

    public static void main(String[] arguments) throws Exception {
        // A name that nobody has yet: user names are taken once only.
        var username = "ada." + UUID.randomUUID().toString().substring(0, 13) + "@example.org";
        var account = Map.of(
            "username", username,
            "firstName", "Ada",
            "lastName", "Winter",
            "userType", "UT_FULLUSER",
            "email", username,
            "password", UUID.randomUUID().toString(),
            "language", "EN");
        var user = call("POST", "/users", account).path("id").asText();
        var path = "/users/" + user;
        System.out.println("Made " + user);
        try {
            var state = call("GET", path, null).path("accountStatus").asText();
            var place = allUsers().indexOf(user) + 1;
            System.out.println("The account is " + state + " and stands in the list at place " + place);

            call("PUT", path, Map.of("lastName", "Summer"));
            System.out.println("Now called " + call("GET", path, null).path("lastName").asText());

            var off = Map.of("deleteSurveys", Map.of("state", "off"));
            var tree = Map.of("controlPanel", Map.of("surveyPermissions", off));
            call("PUT", path, Map.of("permissions", tree));
            var may = call("GET", path, null).at("/permissions/controlPanel/surveyPermissions/deleteSurveys");
            System.out.println("Deleting surveys is " + may.path("calculatedState").asText());

            var token = call("POST", path + "/apitoken", null).path("apiToken").asText();
            var named = call("GET", "/whoami", null, token).path("userName").asText();
            System.out.println("With the token one is " + named);

            call("PUT", path, Map.of("status", "disabled"));
            var refused = send("GET", "/whoami", null, token).statusCode();
            System.out.println("Closed; the token is answered with " + refused);
        } finally {
            call("DELETE", path, null);
            System.out.println("Deleted " + user);
        }
    }
}
