# Lists all surveys, exports the responses of the first one, and reads the rows.

library(httr2)

token <- Sys.getenv("QUALTRICS_API_KEY")
host <- Sys.getenv("QUALTRICS_BASE_URL") # without the scheme: survey.example.org, or localhost:8080
# A server on this machine is asked over plain HTTP, any other over HTTPS.
scheme <- if (sub(":.*", "", host) %in% c("localhost", "127.0.0.1")) "http" else "https"
base <- paste0(scheme, "://", host, "/API/v3")

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

# The rows of an export: started, waited for, fetched, unpacked and read.
export <- function(survey) {
  exports <- paste0("/surveys/", survey, "/export-responses")
  progress <- result(ask(exports) |> req_body_json(list(format = "csv")))
  progress_id <- progress$progressId
  while (progress$status == "inProgress") {
    Sys.sleep(1)
    progress <- result(ask(paste0(exports, "/", progress_id)))
  }
  if (progress$status == "failed") stop("the export ", progress_id, " failed")
  folder <- tempfile()
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  packed <- file.path(folder, "export.zip")
  req_perform(ask(paste0(exports, "/", progress$fileId, "/file")), path = packed)
  read.csv(unzip(packed, exdir = folder)[1], colClasses = "character", check.names = FALSE, fileEncoding = "UTF-8-BOM")
}

surveys <- all_surveys()
cat(length(surveys), "surveys\n")
survey <- surveys[[1]]
# The header is read already; two more rows come before the responses: questions and import ids.
rows <- export(survey$id)[-(1:2), ]
cat(survey$name, "has", nrow(rows), "responses in", ncol(rows), "columns\n")
for (place in seq_len(min(3, nrow(rows)))) {
  cat(rows$ResponseId[place], "recorded at", rows$RecordedDate[place], "\n")
}
