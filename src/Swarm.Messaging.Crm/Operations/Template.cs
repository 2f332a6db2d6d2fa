using System.Text;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Crm.Operations;

/// <summary>
/// Text with places for values: <c>{{input.contactId}}</c>, or as a JSON pointer <c>{{input/lines/0/name}}</c>. A question mark at the end
/// (<c>{{input.email?}}</c>) makes it empty where there is no value; without one that is an error. Values are never read for places again.
/// </summary>
internal sealed partial class Template
{
    private const string Credentials = "credentials";
    private const string Input = "input";

    /// <summary>In place of an empty value while an address is put together; escaped values have no such character.</summary>
    private const string Empty = "\0";

    private readonly List<(string Text, string? Path, bool IsOptional)> parts = [];

    private Template(string text) => Source = text;

    public string Source { get; }

    /// <summary>The whole text is one place: as JSON it keeps its type.</summary>
    public bool IsOneValue => parts is [{ Path: not null }];

    public IEnumerable<string> Paths => parts.Select(p => p.Path).OfType<string>();

    /// <summary>Those that must have a value.</summary>
    public IEnumerable<string> Needed => parts.Where(p => p.Path is not null && !p.IsOptional).Select(p => p.Path!);

    /// <exception cref="FormatException">A place is not closed, or is none.</exception>
    public static Template Parse(string text)
    {
        var template = new Template(text);
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
            {
                template.parts.Add((text[at..], null, false));
                break;
            }

            if (open > at)
                template.parts.Add((text[at..open], null, false));
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
                throw new FormatException("a place begins with {{ and has no }}");
            var path = text[(open + 2)..close].Trim();
            var optional = path.EndsWith('?');
            path = optional ? path[..^1] : path;
            if (!PathShape().IsMatch(path))
                throw new FormatException($"{{{{{path}}}}} is no value: write it like {{{{input.name}}}} or {{{{input/list/0}}}}");
            template.parts.Add(("", path, optional));
            at = close + 2;
        }

        return template;
    }

    /// <param name="escape">Makes a value harmless at its place.</param>
    /// <exception cref="MissingValueException">There is no value, and the place does not say that it may be empty.</exception>
    public string Fill(TemplateValues values, Func<string, string> escape)
    {
        var text = new StringBuilder();
        foreach (var (fixedText, path, optional) in parts)
        {
            if (path is null)
                text.Append(fixedText);
            else if (values.Find(path) is { } value)
                text.Append(escape(TemplateValues.Text(value)));
            else if (!optional)
                throw new MissingValueException(path);
        }

        return text.ToString();
    }

    /// <summary>
    /// A path below an address, with its query. Each value is escaped and stays in its segment; one that would make the segment <c>.</c>, <c>..</c> or nothing at all would lead
    /// to another resource than the template names, whoever folds the path.
    /// </summary>
    /// <exception cref="UnfitValueException">A value would leave its place in the path.</exception>
    /// <exception cref="MissingValueException">There is no value, and the place does not say that it may be empty.</exception>
    public string FillAddress(TemplateValues values)
    {
        var address = Fill(values, value => value.Length == 0 ? Empty : Escapes.Url(value));
        foreach (var segment in address.Split('?', '#')[0].Split('/'))
        {
            var text = Uri.UnescapeDataString(segment);
            if (text is "." or ".." || (text.Length > 0 && text.Trim(Empty[0]).Length == 0))
                throw new UnfitValueException($"In {Show(values, Escapes.None)} a value is {(text[0] == Empty[0] ? "empty" : $"'{text}'")} where it is a whole part of the path, which would lead to another resource.");
        }

        return address.Replace(Empty, "", StringComparison.Ordinal);
    }

    /// <summary>For people: filled as far as there are values, but for credentials, which nobody is shown.</summary>
    public string Show(TemplateValues values, Func<string, string> escape) => string.Concat(parts.Select(part =>
        part.Path is not { } path ? part.Text
        : IsOfCredentials(path) ? $"{{{{{path}}}}}"
        : values.Find(path) is { } value ? escape(TemplateValues.Text(value))
        : part.IsOptional ? ""
        : $"{{{{{path}}}}}"));

    public static bool IsOfCredentials(string path) => path.Split('.', '/')[0] == Credentials;

    /// <summary>The task says it.</summary>
    public static bool IsOfInput(string path) => path.Split('.', '/')[0] == Input;

    public override string ToString() => Source;

    [GeneratedRegex(@"^[A-Za-z_][\w-]*([./][\w~-]+)*$", RegexOptions.NonBacktracking)]
    private static partial Regex PathShape();
}
