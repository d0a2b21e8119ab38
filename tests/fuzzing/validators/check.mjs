// Which YAML files a JSON Schema accepts, by two validators: ajv in its strict mode, and the language server of editors.
// node check.mjs JOBS: of a file with a list of {schema, files}; prints a list of objects with two answers for each file.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const Ajv2020 = require("ajv/dist/2020");
const yaml = require("yaml");
const { getLanguageService } = require("yaml-language-server/lib/umd/languageservice/yamlLanguageService");
const { TextDocument } = require("vscode-languageserver-textdocument");

const answers = [];
for (const [number, { schema, files }] of JSON.parse(fs.readFileSync(process.argv[2], "utf8")).entries()) {
  const strictly = new Ajv2020.default({ strict: true, allErrors: true }).compile(schema);
  const service = getLanguageService({
    schemaRequestService: async () => JSON.stringify(schema),
    workspaceContext: { resolveRelativePath: (relative) => relative },
    yamlSettings: { fileExtensions: [".yaml"] },
  });
  service.configure({ validate: true, yamlVersion: "1.2", schemas: [{ uri: `file:///${number}.json`, fileMatch: [`${number}-*.yaml`], schema }] });
  const found = {};
  for (const file of files) {
    const text = fs.readFileSync(file, "utf8");
    const marked = await service.doValidation(TextDocument.create(`file:///${number}-${path.basename(file)}`, "yaml", 1, text), false);
    found[file] = { ajv: strictly(yaml.parse(text)), editor: marked.map((mark) => mark.message) };
  }
  answers.push(found);
}
console.log(JSON.stringify(answers));
