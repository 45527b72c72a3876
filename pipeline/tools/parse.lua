-- Reads a JSON list of Markdown texts from stdin, writes pandoc's tree of each on a line of its own.
-- One process for all texts: a start costs more than a paragraph. Run by pandoc.py: `pandoc lua parse.lua FORMAT`.
local texts = pandoc.json.decode(io.read('a'), false)
for _, text in ipairs(texts) do
  local ok, doc = pcall(pandoc.read, text, arg[1])
  io.write(ok and pandoc.write(doc, 'json') or '{"blocks":null}', '\n')
end
