// Which YAML files a JSON Schema accepts, by two validators: ajv in its strict mode, and the language server of editors.
// node check.mjs SCHEMA FILE...: prints an object with a pair of booleans for each file.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const Ajv2020 = require("ajv/dist/2020");
const yaml = require("yaml");
const { getLanguageService } = require("yaml-language-server/lib/umd/languageservice/yamlLanguageService");
const { TextDocument } = require("vscode-languageserver-textdocument");

const [schemaFile, ...files] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
const strictly = new Ajv2020.default({ strict: true, allErrors: true }).compile(schema);
const service = getLanguageService({
  schemaRequestService: async () => JSON.stringify(schema),
  workspaceContext: { resolveRelativePath: (relative) => relative },
  yamlSettings: { fileExtensions: [".yaml"] },
});
service.configure({ validate: true, yamlVersion: "1.2", schemas: [{ uri: "file:///schema.json", fileMatch: ["*.yaml"], schema }] });

const found = {};
for (const file of files) {
  const text = fs.readFileSync(file, "utf8");
  const marked = await service.doValidation(TextDocument.create(`file:///${path.basename(file)}`, "yaml", 1, text), false);
  found[file] = { ajv: strictly(yaml.parse(text)), editor: marked.map((mark) => mark.message) };
}
console.log(JSON.stringify(found));
