# R's curl package, with the host written into the program: `canvass run` brings it here.
# libcurl inside R takes no CA from the environment, so this shows the private certificate store.
report <- tryCatch({
  handle <- curl::new_handle(timeout = 20)
  curl::handle_setheaders(handle, "X-API-TOKEN" = Sys.getenv("CANVASS_TOKEN"))
  answer <- curl::curl_fetch_memory("https://canvass1.qualtrics.com/API/v3/whoami", handle = handle)
  text <- rawToChar(answer$content)
  if (grepl("200 - OK", text, fixed = TRUE)) "" else text
}, error = function(why) conditionMessage(why))
if (nzchar(report)) {
  cat("not ok - canvass run: R's curl package reaches this server:", gsub("\n", " ", report), "\n")
  quit(status = 1)
}
cat("ok - canvass run: R's curl package reaches this server\n")
