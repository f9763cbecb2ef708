# Imports a survey, opens it, records a response, reads it, and deletes the survey again.

library(httr2)

token <- Sys.getenv("QUALTRICS_API_KEY")
host <- Sys.getenv("QUALTRICS_BASE_URL") # without the scheme: survey.example.org, or localhost:8080
# A server on this machine is asked over plain HTTP, any other over HTTPS.
scheme <- if (sub(":.*", "", host) %in% c("localhost", "127.0.0.1")) "http" else "https"
base <- paste0(scheme, "://", host, "/API/v3")

survey_file <- r"({
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
})"

# A request with the token; an error ends the program with the server's own words.
ask <- function(path) {
  request(if (startsWith(path, "http")) path else paste0(base, path)) |>
    req_headers(`X-API-TOKEN` = token) |>
    req_error(body = \(answer) resp_body_json(answer)$meta$error$errorMessage)
}

# Sends a request and gives what it answers.
result <- function(req) resp_body_json(req_perform(req))$result

# Every survey, page by page.
all_surveys <- function() {
  surveys <- list()
  page <- "/surveys"
  while (!is.null(page)) {
    answer <- result(ask(page))
    surveys <- c(surveys, answer$elements)
    page <- answer$nextPage
  }
  surveys
}

path <- tempfile(fileext = ".qsf")
writeLines(survey_file, path)
file <- curl::form_file(path, type = "application/vnd.qualtrics.survey.qsf")
survey <- result(ask("/surveys") |> req_body_multipart(name = "Visit", file = file))$id
unlink(path)
cat("Imported", survey, "\n")
address <- paste0("/surveys/", survey)

tryCatch({
  for (known in all_surveys()) {
    if (known$id == survey) cat("In the list as", known$name, "\n")
  }

  change <- list(name = "Visit, autumn", isActive = TRUE)
  ask(address) |> req_method("PUT") |> req_body_json(change) |> result()
  cat("Renamed and opened\n")

  values <- list(values = list(QID1_TEXT = "Very good."))
  response <- result(ask(paste0(address, "/responses")) |> req_body_json(values))$responseId
  answer <- result(ask(paste0(address, "/responses/", response)))
  cat("Recorded", response, "with", answer$values$QID1_TEXT, "\n")

  overview <- result(ask(address))
  cat(overview$name, "has", overview$responseCounts$auditable, "response\n")
}, finally = {
  ask(address) |> req_method("DELETE") |> result()
  cat("Deleted", survey, "\n")
})
