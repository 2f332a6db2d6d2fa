-- A class is the text {kind}/{operation}$+{tag}..!{avoided target}..?{preferred capability}..~{favoured capability}, with the $ when
-- it runs in a session. A target serves it that declares one of the class's operation forms and every tag, and that it does not avoid.
--   plain:{operation}      set of the plain profiles that declare it
--   cap:{capability}       set of the tagged profiles that declare it

local profiles
eachCall(function() profiles = {} end)

-- What a class means is the same in every call.
local MOST_CLASSES_KEPT = 1000
local classes, classesKept = {}, 0

local function kindOf(class) return string.match(class, '^[^/]*') end

local function classOf(text)
  local c = classes[text]
  if c then return c end
  local base, marked = string.match(text, '^([^!?~]*)(.*)$')
  local kind, operation, rest = string.match(base, '^([^/]*)/([^+]*)(.*)$')
  local session = string.sub(operation, -1) == '$'
  if session then operation = string.sub(operation, 1, -2) end
  local fileType, action = string.match(operation, '^([^:]*):(.*)$')
  c = {
    text = text, session = session, operation = operation, base = base, kind = kind, fileType = fileType, scope = base .. string.gsub(marked, '![^!?~]*', ''),
    forms = { kind .. '/' .. operation, kind .. '/*' }, tags = {}, avoid = {}, prefer = {}, favour = {}, avoided = {},
  }
  if fileType then c.forms[3], c.forms[4] = kind .. '/' .. fileType .. ':*', kind .. '/*:' .. action end
  local lists = { ['+'] = c.tags, ['!'] = c.avoid, ['?'] = c.prefer, ['~'] = c.favour }
  for mark, word in string.gmatch(rest .. marked, '([+!?~])([^+!?~]*)') do
    local list = lists[mark]
    list[#list + 1] = word
  end
  for _, id in ipairs(c.avoid) do c.avoided[id] = true end
  if classesKept == MOST_CLASSES_KEPT then classes, classesKept = {}, 0 end
  classes[text], classesKept = c, classesKept + 1
  return c
end

local function isTag(word) return not string.find(word, '/', 1, true) end

-- Profiles whose targets serve the class, if they are not avoided, and that declare these words, too. Each of its targets is in one of them.
local function profilesOf(c, words)
  local key = words and c.base .. '\n' .. table.concat(words, '\n') or c.base
  local found = profiles[key]
  if found then return found end
  local musts, tagged = {}, false
  for _, list in ipairs({ c.tags, words or {} }) do
    for _, word in ipairs(list) do
      musts[#musts + 1] = word
      tagged = tagged or isTag(word)
    end
  end
  local index = root .. (tagged and 'cap:' or 'plain:')
  local function keysOf(list)
    local keys = {}
    for i, word in ipairs(list) do keys[i] = index .. word end
    return keys
  end
  local forms = keysOf(c.forms)
  if not musts[1] then
    found = call('SUNION', unpack(forms))
  else
    found = {}
    for _, profile in ipairs(call('SINTER', unpack(keysOf(musts)))) do
      for _, form in ipairs(forms) do
        if call('SISMEMBER', form, profile) == 1 then
          found[#found + 1] = profile
          break
        end
      end
    end
  end
  profiles[key] = found
  return found
end
