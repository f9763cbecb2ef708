# Makes a user, reads and changes the account and what it may do, gives it a token, closes it and deletes it.

library(httr2)

ours <- Sys.getenv("QUALTRICS_API_KEY")
host <- Sys.getenv("QUALTRICS_BASE_URL") # without the scheme: survey.example.org, or localhost:8080
# A server on this machine is asked over plain HTTP, any other over HTTPS.
scheme <- if (sub(":.*", "", host) %in% c("localhost", "127.0.0.1")) "http" else "https"
base <- paste0(scheme, "://", host, "/API/v3")

# A request with a token; an error ends the program with the server's own words.
ask <- function(path, token = ours) {
  request(if (startsWith(path, "http")) path else paste0(base, path)) |>
    req_headers(`X-API-TOKEN` = token) |>
    req_error(body = \(answer) resp_body_json(answer)$meta$error$errorMessage)
}

# Sends a request and gives what it answers.
result <- function(req) resp_body_json(req_perform(req))$result

# Every user, page by page.
all_users <- function() {
  users <- list()
  page <- "/users"
  while (!is.null(page)) {
    answer <- result(ask(page))
    users <- c(users, answer$elements)
    page <- answer$nextPage
  }
  users
}

# A text that nobody guesses; httr2 brings openssl along.
secret <- function(bytes) paste(openssl::rand_bytes(bytes), collapse = "")

# A name that nobody has yet: user names are taken once only.
username <- paste0("ada.", secret(6), "@example.org")
account <- list(
  username = username,
  firstName = "Ada",
  lastName = "Winter",
  userType = "UT_FULLUSER",
  email = username,
  password = secret(16),
  language = "EN"
)
user <- result(ask("/users") |> req_body_json(account))$id
cat("Made", user, "\n")
address <- paste0("/users/", user)

tryCatch({
  state <- result(ask(address))$accountStatus
  place <- match(user, vapply(all_users(), \(known) known$id, ""))
  cat("The account is", state, "and stands in the list at place", place, "\n")

  ask(address) |> req_method("PUT") |> req_body_json(list(lastName = "Summer")) |> result()
  cat("Now called", result(ask(address))$lastName, "\n")

  off <- list(controlPanel = list(surveyPermissions = list(deleteSurveys = list(state = "off"))))
  ask(address) |> req_method("PUT") |> req_body_json(list(permissions = off)) |> result()
  may <- result(ask(address))$permissions$controlPanel$surveyPermissions
  cat("Deleting surveys is", may$deleteSurveys$calculatedState, "\n")

  token <- result(ask(paste0(address, "/apitoken")) |> req_method("POST"))$apiToken
  cat("With the token one is", result(ask("/whoami", token))$userName, "\n")

  ask(address) |> req_method("PUT") |> req_body_json(list(status = "disabled")) |> result()
  refused <- ask("/whoami", token) |> req_error(is_error = \(answer) FALSE) |> req_perform()
  cat("Closed; the token is answered with", resp_status(refused), "\n")
}, finally = {
  ask(address) |> req_method("DELETE") |> result()
  cat("Deleted", user, "\n")
})
