using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code.Create;

/// <summary>Texts, lists of texts and flags by name. What a template wants and what is given must be the same.</summary>
internal sealed class TemplateParameters
{
    private const int MostItems = 1_000;
    private const string Path = "payload.parameters";

    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    public static TemplateParameters? Read(JsonElement fields, List<Violation> violations)
    {
        var before = violations.Count;
        var parameters = new TemplateParameters();
        if (PayloadFields.Object(fields, "parameters", "payload", violations) is { } given)
        {
            foreach (var one in given.EnumerateObject())
                parameters.Read(given, one, violations);
        }

        return violations.Count > before ? null : parameters;
    }

    /// <summary>True when something is wrong, which is then told.</summary>
    public bool Judge(Template template, List<Violation> violations)
    {
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(template.Parts, wanted);
        var before = violations.Count;
        foreach (var (name, kind) in wanted.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!_values.TryGetValue(name, out var value))
                violations.Add(new Violation($"{Path}.{name}", null, $"is required by the template: {kind}.", "missing_parameter"));
            else if (!Fits(value, kind))
                violations.Add(new Violation($"{Path}.{name}", Show(value), $"must be {kind}, as the template uses it.", "wrong_type"));
        }

        foreach (var name in _values.Keys.Where(name => !wanted.ContainsKey(name)))
            violations.Add(new Violation(
                $"{Path}.{PayloadRules.Cut(name)}", Show(_values[name]),
                $"is not used by the template. It uses: {string.Join(", ", wanted.Keys.Order(StringComparer.Ordinal))}.", "unused_parameter"));
        return violations.Count > before;
    }

    public string Text(string name) => (string)_values[name];

    public IReadOnlyList<string> Items(string name) => _values[name] switch
    {
        List<string> list => list,
        true => [""],
        _ => [],
    };

    public bool IsEmpty(string name) => Items(name).Count == 0;

    private const string AText = "a text", AList = "a list of texts", AListOrFlag = "a list of texts, or true or false";

    private static void Collect(IReadOnlyList<TemplatePart> parts, Dictionary<string, string> wanted)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case TemplatePart.Value { Name: not Template.Item } value:
                    wanted[value.Name] = AText;
                    break;
                case TemplatePart.Joined joined:
                    wanted[joined.Name] = AList;
                    break;
                case TemplatePart.Section section:
                    wanted.TryAdd(section.Name, AListOrFlag);
                    Collect(section.Parts, wanted);
                    break;
            }
        }
    }

    private static bool Fits(object value, string kind) => value switch
    {
        string => kind == AText,
        bool => kind == AListOrFlag,
        _ => kind != AText,
    };

    private static string Show(object value) => value switch
    {
        string text => PayloadRules.Cut(text),
        bool flag => flag ? "true" : "false",
        List<string> list => $"{list.Count} items",
        _ => "",
    };

    private void Read(JsonElement given, JsonProperty one, List<Violation> violations)
    {
        var path = $"{Path}.{PayloadRules.Cut(one.Name)}";
        switch (one.Value.ValueKind)
        {
            case JsonValueKind.String when PayloadFields.Text(given, one.Name, violations, Path) is { } text:
                _values[one.Name] = text;
                break;
            case JsonValueKind.True or JsonValueKind.False:
                _values[one.Name] = one.Value.GetBoolean();
                break;
            case JsonValueKind.Array when one.Value.GetArrayLength() <= MostItems && one.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                _values[one.Name] = one.Value.EnumerateArray().Select(item => item.GetString()!).ToList();
                break;
            case JsonValueKind.String:
                break; // told already
            default:
                violations.Add(PayloadFields.WrongType(path, one.Value, $"a text, true or false, or a list of at most {MostItems} texts"));
                break;
        }
    }
}
