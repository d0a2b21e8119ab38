# Reads every table of this folder and keeps all of them in tables.rds. It needs base R only.
#
#   Rscript read_tables.R          in this folder
#   tables <- readRDS("tables.rds")
#   attributes(tables$outcomes$trust)
#
# Words that stand for numbers become factors with their levels in order. Every column has the attributes `label` (what
# it means) and `unit`. Text that a spreadsheet might take for a formula begins with an apostrophe, which is taken away.

folder <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- if (length(folder) == 1) dirname(folder) else "."

read_csv <- function(name, ...) {
  read.csv(
    file.path(folder, paste0(name, ".csv")),
    fileEncoding = "UTF-8", na.strings = "NA", check.names = FALSE, stringsAsFactors = FALSE, ...
  )
}

dictionary <- read_csv("data_dictionary", colClasses = "character")
explained <- lapply(split(dictionary, dictionary$table), function(rows) rows[!duplicated(rows$column), ])

levels_of <- function(codes) sub("^[0-9]+ ", "", strsplit(codes, "; ", fixed = TRUE)[[1]])

read_table <- function(name) {
  table <- read_csv(name)
  about <- explained[[name]]
  for (column in names(table)) {
    row <- about[about$column == column, ]
    if (nrow(row) == 0) next
    if (is.character(table[[column]])) {
      table[[column]] <- sub("^'(?=[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20])", "", table[[column]], perl = TRUE)
      if (!row$codes %in% c(NA, "")) table[[column]] <- factor(table[[column]], levels = levels_of(row$codes))
    }
    if (column == "date") table[[column]] <- as.Date(table[[column]])
    attr(table[[column]], "label") <- row$meaning
    attr(table[[column]], "unit") <- row$unit
  }
  table
}

names_of_tables <- setdiff(names(explained), "data_dictionary")
tables <- lapply(setNames(names_of_tables, names_of_tables), read_table)
saveRDS(tables, file.path(folder, "tables.rds"))
cat(sprintf("%s: %d rows, %d columns\n", names(tables), sapply(tables, nrow), sapply(tables, ncol)), sep = "")
