using System.Text;

namespace Swarm.Messaging.Wasmtime.Code.Create;

/// <summary>
/// A text with places for parameters: a small part of Mustache. <c>{{name}}</c>, <c>{{name|separator}}</c>,
/// <c>{{#name}}...{{/name}}</c>, <c>{{^name}}...{{/name}}</c>, <c>{{.}}</c>; <c>\{{</c> is two braces. The tags of a section that
/// stand alone on a line take the line with them.
/// </summary>
internal sealed class Template(IReadOnlyList<TemplatePart> parts)
{
    public const string Item = ".";

    public IReadOnlyList<TemplatePart> Parts => parts;

    /// <summary>The template, or null with what is wrong and on which line.</summary>
    public static Template? Parse(string text, out string? problem) => new TemplateParser(text).Parse(out problem);

    public string Fill(TemplateParameters parameters)
    {
        var filled = new StringBuilder();
        Fill(parts, parameters, "", filled);
        return filled.ToString();
    }

    private static void Fill(IReadOnlyList<TemplatePart> parts, TemplateParameters parameters, string item, StringBuilder filled)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case TemplatePart.Literal literal:
                    filled.Append(literal.Text);
                    break;
                case TemplatePart.Value value:
                    filled.Append(value.Name == Item ? item : parameters.Text(value.Name));
                    break;
                case TemplatePart.Joined joined:
                    filled.AppendJoin(joined.Separator, parameters.Items(joined.Name));
                    break;
                case TemplatePart.Section { Inverted: true } section:
                    if (parameters.IsEmpty(section.Name))
                        Fill(section.Parts, parameters, item, filled);
                    break;
                case TemplatePart.Section section:
                    foreach (var one in parameters.Items(section.Name))
                        Fill(section.Parts, parameters, one, filled);
                    break;
            }
        }
    }
}
