-- Neovim as a second language client: opens one C file, waits for pushed diagnostics, asks for a hover and for code
-- actions, runs one command, applies the silence action, and ends the server. One line per check, then the count.
-- usage: SERVER='node dist/server.js --stdio' nvim --headless --clean -n FILE.c -c 'luafile scripts/e2e/nvim.lua'
local passed, failed = 0, 0
local function say(text) io.stdout:write(text .. '\n') io.stdout:flush() end
local function check(name, work)
  local ok, note = pcall(work)
  if ok then passed = passed + 1 else failed = failed + 1 end
  say(string.format('%s  %s%s', ok and 'ok    ' or 'FAILED', name, note and (': ' .. tostring(note):gsub('%s+', ' '):sub(1, 200)) or ''))
  return ok
end
local function expect(condition, message) if not condition then error(message, 0) end end

local buffer = vim.api.nvim_get_current_buf()
local publishes, server_exit = 0, nil
local last_version
local client_id = vim.lsp.start_client({
  name = 'lockstep',
  cmd = vim.split(vim.env.SERVER, ' '),
  root_dir = vim.fn.getcwd(),
  handlers = {
    ['textDocument/publishDiagnostics'] = function(err, params, context, config)
      publishes = publishes + 1
      last_version = params.version
      vim.lsp.diagnostic.on_publish_diagnostics(err, params, context, config)
    end,
    ['window/showMessage'] = function() end,
    ['window/logMessage'] = function() end,
    ['lockstep/status'] = function() end,
  },
  on_exit = function(code) server_exit = code end,
})
vim.lsp.buf_attach_client(buffer, client_id)
local document = vim.lsp.util.make_text_document_params(buffer)

local function find_line(pattern)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local column = line:find(pattern)
    if column then return number - 1, column - 1 end
  end
  error('no line matches ' .. pattern, 0)
end
local function ask(method, params)
  local reply = vim.lsp.get_client_by_id(client_id).request_sync(method, params, 60000, buffer)
  expect(reply, method .. ': timed out')
  expect(not reply.err, method .. ': ' .. vim.inspect(reply.err))
  return reply.result
end
local function finding(rule)
  for _, each in ipairs(vim.diagnostic.get(buffer)) do if each.code == rule then return each end end
end
local function settled(count) return vim.wait(30000, function() return publishes > count end, 10) end

check('diagnostics are pushed, with the version', function()
  expect(settled(0), 'nothing within 30 s')
  expect(type(last_version) == 'number', 'no version')
  local first = finding('gfp-in-atomic')
  expect(first, 'no gfp-in-atomic: ' .. vim.inspect(vim.diagnostic.get(buffer)))
  expect(first.lnum == find_line('kmalloc.*GFP_KERNEL'), 'wrong line ' .. first.lnum)
  return first.message
end)

check('the code links to its page and the path is related information', function()
  local lsp = finding('gfp-in-atomic').user_data.lsp
  expect(#(lsp.relatedInformation or {}) > 0, 'no related information')
  return #lsp.relatedInformation .. ' steps'
end)

check('hover on a GFP name', function()
  local line, column = find_line('GFP_KERNEL')
  local hover = ask('textDocument/hover', { textDocument = document, position = { line = line, character = column + 2 } })
  expect(hover and hover.contents and hover.contents.value:find('GFP_KERNEL'), vim.inspect(hover))
  return hover.contents.value
end)

local actions
check('code actions', function()
  local line, column = find_line('kmalloc.*GFP_KERNEL')
  local range = { start = { line = line, character = column }, ['end'] = { line = line, character = column } }
  actions = ask('textDocument/codeAction', { textDocument = document, range = range, context = { diagnostics = {} } })
  local titles = vim.tbl_map(function(each) return each.title end, actions)
  expect(vim.tbl_contains(titles, 'Simulate this path'), vim.inspect(titles))
  return table.concat(titles, ' | ')
end)

check('the simulate command answers with text', function()
  for _, action in ipairs(actions) do
    if action.title == 'Simulate this path' then
      local text = ask('workspace/executeCommand', { command = action.command.command, arguments = action.command.arguments })
      expect(type(text) == 'string' and text:find('confirmed'), vim.inspect(text))
      return text:match('^[^\n]*')
    end
  end
  error('no such action', 0)
end)

check('silencing with a reason ends the finding', function()
  local before = publishes
  for _, action in ipairs(actions) do
    if action.title:find('with a reason') then
      vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(client_id).offset_encoding)
    end
  end
  expect(settled(before), 'no diagnostics after the edit')
  vim.wait(10000, function() return not finding('gfp-in-atomic') end, 10)
  expect(not finding('gfp-in-atomic'), 'still reported')
end)

check('an edit brings the diagnostics of the new text', function()
  local before = publishes
  local line = find_line('lockstep: allow')
  vim.api.nvim_buf_set_lines(buffer, line, line + 1, false, {})
  expect(settled(before), 'no diagnostics after the edit')
  vim.wait(10000, function() return finding('gfp-in-atomic') ~= nil end, 10)
  expect(finding('gfp-in-atomic'), 'not reported again')
end)

check('the server ends when asked', function()
  vim.lsp.get_client_by_id(client_id).stop()
  expect(vim.wait(10000, function() return server_exit ~= nil end, 20), 'still runs')
  expect(server_exit == 0, 'exit code ' .. tostring(server_exit))
end)

say(string.format('%d passed, %d failed', passed, failed))
vim.cmd(failed == 0 and 'qall!' or 'cquit! 1')
