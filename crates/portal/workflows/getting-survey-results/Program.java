// Lists all surveys, exports the responses of the first one, and reads the rows.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;

public class Program {
    static final String TOKEN = System.getenv("QUALTRICS_API_KEY");
    // Without the scheme: survey.example.org, or localhost:8080.
    static final String HOST = System.getenv("QUALTRICS_BASE_URL");
    // A server on this machine is asked over plain HTTP, any other over HTTPS.
    static final boolean NEAR = List.of("localhost", "127.0.0.1").contains(HOST.split(":")[0]);
    static final String BASE = (NEAR ? "http://" : "https://") + HOST + "/API/v3";
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final ObjectMapper JSON = new ObjectMapper();

    /** Sends a request, with a body unless it is null; an error ends the program with the server's own words. */
    static byte[] send(String method, String path, Object body) throws Exception {
        var address = URI.create(path.startsWith("http") ? path : BASE + path);
        var text = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(JSON.writeValueAsString(body));
        var request = HttpRequest.newBuilder(address).header("X-API-TOKEN", TOKEN).method(method, text);
        if (body != null) request.header("Content-Type", "application/json");
        var answer = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 400) {
            var told = JSON.readTree(answer.body()).at("/meta/error/errorMessage").asText();
            throw new Exception(method + " " + path + ": " + told);
        }
        return answer.body();
    }

    static JsonNode result(String method, String path, Object body) throws Exception {
        return JSON.readTree(send(method, path, body)).path("result");
    }

    /** Every survey, page by page. */
    static List<JsonNode> allSurveys() throws Exception {
        var surveys = new ArrayList<JsonNode>();
        for (var page = "/surveys"; page != null; ) {
            var result = result("GET", page, null);
            result.path("elements").forEach(surveys::add);
            page = result.path("nextPage").textValue();
        }
        return surveys;
    }

    /** The file of an export: started, waited for, fetched and unpacked. */
    static String export(String survey) throws Exception {
        var exports = "/surveys/" + survey + "/export-responses";
        var progress = result("POST", exports, Map.of("format", "csv"));
        var progressId = progress.path("progressId").asText();
        while (progress.path("status").asText().equals("inProgress")) {
            Thread.sleep(1000);
            progress = result("GET", exports + "/" + progressId, null);
        }
        if (progress.path("status").asText().equals("failed")) {
            throw new Exception("the export " + progressId + " failed");
        }
        var packed = send("GET", exports + "/" + progress.path("fileId").asText() + "/file", null);
        try (var archive = new ZipInputStream(new ByteArrayInputStream(packed))) {
            archive.getNextEntry();
            return new String(archive.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The rows of a CSV text: cells between commas, in quotes where they hold commas, quotes or line breaks. */
    static List<List<String>> rowsOf(String text) {
        var rows = new ArrayList<List<String>>();
        var row = new ArrayList<String>();
        var cell = Pattern.compile("(?:\"((?:[^\"]|\"\")*+)\"|([^\",\r\n]*))(,|\r?\n|$)").matcher(text);
        while (cell.find()) {
            row.add(cell.group(1) == null ? cell.group(2) : cell.group(1).replace("\"\"", "\""));
            if (!cell.group(3).equals(",")) {
                if (row.size() > 1) rows.add(row);
                row = new ArrayList<>();
            }
        }
        return rows;
    }

    public static void main(String[] arguments) throws Exception {
        var surveys = allSurveys();
        System.out.println(surveys.size() + " surveys");
        var survey = surveys.get(0);
        var table = rowsOf(export(survey.path("id").asText()));
        // Three rows come before the responses: names, questions, import ids.
        var names = table.get(0);
        var rows = table.subList(3, table.size());
        var name = survey.path("name").asText();
        System.out.println(name + " has " + rows.size() + " responses in " + names.size() + " columns");
        for (var row : rows.subList(0, Math.min(3, rows.size()))) {
            var id = row.get(names.indexOf("ResponseId"));
            System.out.println(id + " recorded at " + row.get(names.indexOf("RecordedDate")));
        }
    }
}
