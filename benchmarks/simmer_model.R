# The reference network in simmer, fed the inputs that Greenlane drew: Rscript simmer_model.R inputs.csv posts officers
# Prints the CPU time of the model, the run and the reading of its monitors [s].
suppressMessages(library(simmer))
arguments <- commandArgs(TRUE)
inputs <- read.csv(arguments[1])
posts <- as.integer(arguments[2])
officers <- as.integer(arguments[3])
stations <- sum(startsWith(names(inputs), "work"))

began <- proc.time()
env <- simmer()
for (post in seq_len(posts) - 1) {
  way <- trajectory()
  for (station in seq_len(stations) - 1) {
    desk <- paste0("desk", post, "_", station)
    env <- add_resource(env, desk, officers)
    way <- way |> seize(desk) |> timeout_from_attribute(paste0("work", station)) |> release(desk)
  }
  here <- inputs[inputs$post == post, ]
  works <- here[, startsWith(names(here), "work"), drop = FALSE]
  arrivals <- cbind(data.frame(time = here$arrival, priority = 1 - here$level), works)
  env <- add_dataframe(env, paste0("post", post, "_"), way, arrivals, mon = 1, time = "absolute")
}
run(env)
records <- get_mon_arrivals(env, per_resource = TRUE)
took <- proc.time() - began
cat(took[["user.self"]] + took[["sys.self"]], nrow(records), sum(records$end_time), "\n")
