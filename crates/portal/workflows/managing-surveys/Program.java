// Imports a survey, opens it, records a response, reads it, and deletes the survey again.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

public class Program {
    static final String TOKEN = System.getenv("QUALTRICS_API_KEY");
    // Without the scheme: survey.example.org, or localhost:8080.
    static final String HOST = System.getenv("QUALTRICS_BASE_URL");
    // A server on this machine is asked over plain HTTP, any other over HTTPS.
    static final boolean NEAR = List.of("localhost", "127.0.0.1").contains(HOST.split(":")[0]);
    static final String BASE = (NEAR ? "http://" : "https://") + HOST + "/API/v3";
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final ObjectMapper JSON = new ObjectMapper();

    static final String SURVEY_FILE = """
        {
          "SurveyEntry": {"SurveyID": "SV_000000000000000", "SurveyName": "Visit", "SurveyLanguage": "EN"},
          "SurveyElements": [
            {"SurveyID": "SV_000000000000000", "Element": "BL", "PrimaryAttribute": "Survey Blocks", "Payload": [
              {"Type": "Default", "Description": "Visit", "ID": "BL_000000000000001",
               "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]},
            {"SurveyID": "SV_000000000000000", "Element": "FL", "PrimaryAttribute": "Survey Flow", "Payload":
              {"Type": "Root", "FlowID": "FL_1", "Flow": [{"Type": "Block", "ID": "BL_000000000000001", "FlowID": "FL_2"}]}},
            {"SurveyID": "SV_000000000000000", "Element": "SQ", "PrimaryAttribute": "QID1", "Payload":
              {"QuestionID": "QID1", "DataExportTag": "Q1", "QuestionType": "TE", "Selector": "SL",
               "QuestionText": "How was your visit?", "QuestionDescription": "How was your visit?"}}
          ]
        }
        """;

    /** Sends a request and gives what it answers; an error ends the program with the server's own words. */
    static JsonNode call(String method, String path, String type, BodyPublisher body) throws Exception {
        var address = URI.create(path.startsWith("http") ? path : BASE + path);
        var request = HttpRequest.newBuilder(address).header("X-API-TOKEN", TOKEN).method(method, body);
        if (type != null) request.header("Content-Type", type);
        var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
        var told = JSON.readTree(answer.body());
        if (answer.statusCode() >= 400) {
            throw new Exception(method + " " + path + ": " + told.at("/meta/error/errorMessage").asText());
        }
        return told.path("result");
    }

    static JsonNode call(String method, String path) throws Exception {
        return call(method, path, null, BodyPublishers.noBody());
    }

    static JsonNode call(String method, String path, Object body) throws Exception {
        return call(method, path, "application/json", BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }

    /** Sends the survey file as a form of two parts. */
    static String importSurvey(String name) throws Exception {
        var boundary = "a-line-that-is-not-in-the-file";
        var form = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n" + name
            + "\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"survey.qsf\"\r\n"
            + "Content-Type: application/vnd.qualtrics.survey.qsf\r\n\r\n" + SURVEY_FILE
            + "\r\n--" + boundary + "--\r\n";
        var type = "multipart/form-data; boundary=" + boundary;
        return call("POST", "/surveys", type, BodyPublishers.ofString(form)).path("id").asText();
    }

    /** Every survey, page by page. */
    static List<JsonNode> allSurveys() throws Exception {
        var surveys = new ArrayList<JsonNode>();
        for (var page = "/surveys"; page != null; ) {
            var result = call("GET", page);
            result.path("elements").forEach(surveys::add);
            page = result.path("nextPage").textValue();
        }
        return surveys;
    }

    public static void main(String[] arguments) throws Exception {
        var survey = importSurvey("Visit");
        System.out.println("Imported " + survey);
        try {
            for (var known : allSurveys()) {
                if (known.path("id").asText().equals(survey)) {
                    System.out.println("In the list as " + known.path("name").asText());
                }
            }

            call("PUT", "/surveys/" + survey, Map.of("name", "Visit, autumn", "isActive", true));
            System.out.println("Renamed and opened");

            var values = Map.of("values", Map.of("QID1_TEXT", "Very good."));
            var made = call("POST", "/surveys/" + survey + "/responses", values);
            var response = made.path("responseId").asText();
            var read = call("GET", "/surveys/" + survey + "/responses/" + response);
            System.out.println("Recorded " + response + " with " + read.at("/values/QID1_TEXT").asText());

            var overview = call("GET", "/surveys/" + survey);
            var count = overview.at("/responseCounts/auditable").asInt();
            System.out.println(overview.path("name").asText() + " has " + count + " response");
        } finally {
            call("DELETE", "/surveys/" + survey);
            System.out.println("Deleted " + survey);
        }
    }
}
