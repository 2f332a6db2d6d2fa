namespace Swarm.Messaging.Wasmtime.Code.Create;

/// <summary>One pass over a template's text, with the open sections on a stack.</summary>
internal sealed class TemplateParser(string text)
{
    private const int MostNesting = 20;

    private readonly Stack<(string Name, bool Inverted, List<TemplatePart> Parts, int Line)> _open = new();
    private List<TemplatePart> _parts = [];
    private string? _problem;
    private int _at;

    public Template? Parse(out string? problem)
    {
        while (_at < text.Length && _problem is null)
            Step();
        if (_problem is null && _open.TryPeek(out var section))
            _problem = $"has a section {{{{#{section.Name}}}}} on line {section.Line} without its end {{{{/{section.Name}}}}}.";
        problem = _problem;
        return problem is null ? new Template(_parts) : null;
    }

    private void Step()
    {
        var tag = text.IndexOf("{{", _at, StringComparison.Ordinal);
        if (tag < 0)
        {
            Add(text[_at..]);
            _at = text.Length;
        }
        else if (tag > 0 && text[tag - 1] == '\\')
        {
            Add($"{text[_at..(tag - 1)]}{{{{");
            _at = tag + 2;
        }
        else if (text.IndexOf("}}", tag, StringComparison.Ordinal) is var end && end < 0)
        {
            _problem = $"has a {{{{ on line {LineOf(tag)} without its end; \\{{{{ stands for two braces.";
        }
        else
        {
            TakeTag(text[(tag + 2)..end], tag, end + 2);
        }
    }

    private void TakeTag(string tag, int from, int to)
    {
        var isSection = tag.Length > 0 && tag[0] is '#' or '^' or '/';
        // A section's tag alone on its line leaves no empty line behind.
        var (start, end) = isSection && StandsAlone(from, to) is { } line ? line : (from, to);
        Add(text[_at..Math.Max(_at, start)]);
        _at = end;
        var separator = isSection ? -1 : tag.IndexOf('|');
        var name = (isSection ? tag[1..] : separator >= 0 ? tag[..separator] : tag).Trim();
        if (!IsName(name) && !(name == Template.Item && !isSection && separator < 0 && IsInList()))
            _problem = $"has a tag on line {LineOf(from)} that is no parameter's name: '{(name.Length > 60 ? name[..60] : name)}'. "
                + "Names have letters, digits and _; {{.}} is for sections.";
        else if (!isSection)
            _parts.Add(separator >= 0 ? new TemplatePart.Joined(name, tag[(separator + 1)..]) : new TemplatePart.Value(name));
        else if (tag[0] == '/')
            Close(name, from);
        else if (_open.Count == MostNesting)
            _problem = $"nests more than {MostNesting} sections on line {LineOf(from)}.";
        else
            Open(name, tag[0] == '^', from);
    }

    private void Open(string name, bool inverted, int at)
    {
        _open.Push((name, inverted, _parts, LineOf(at)));
        _parts = [];
    }

    private void Close(string name, int at)
    {
        if (!_open.TryPop(out var section) || section.Name != name)
        {
            _problem = $"has an end {{{{/{name}}}}} on line {LineOf(at)} that ends no section of that name.";
            return;
        }

        section.Parts.Add(new TemplatePart.Section(name, section.Inverted, _parts));
        _parts = section.Parts;
    }

    private (int, int)? StandsAlone(int from, int to)
    {
        var start = from;
        while (start > 0 && text[start - 1] is ' ' or '\t')
            start--;
        var end = to;
        while (end < text.Length && text[end] is ' ' or '\t' or '\r')
            end++;
        var isAlone = (start == 0 || text[start - 1] == '\n') && (end == text.Length || text[end] == '\n');
        return isAlone ? (start, Math.Min(end + 1, text.Length)) : null;
    }

    private bool IsInList() => _open.Any(section => !section.Inverted);

    private int LineOf(int at) => text.AsSpan(0, at).Count('\n') + 1;

    private void Add(string literal)
    {
        if (literal.Length > 0)
            _parts.Add(new TemplatePart.Literal(literal));
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 60 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
