using System.Text.RegularExpressions;
using System.Xml.Linq;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Schemas;

/// <summary>The doc comments of the contracts, as plain sentences.</summary>
internal static partial class XmlDocs
{
    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.ChangeExtension(typeof(SubmitTask).Assembly.Location, ".xml")).Descendants("member")
        .ToDictionary(m => (string)m.Attribute("name")!, StringComparer.Ordinal);

    public static string? OfType(Type type) => Text(Member($"T:{type.FullName}")?.Element("summary"));

    /// <summary>A property's summary, or its line among the parameters of a positional record.</summary>
    public static string? OfProperty(Type type, string name) =>
        Text(Member($"P:{type.FullName}.{name}")?.Element("summary"))
        ?? Text(Member($"T:{type.FullName}")?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == name));

    private static XElement? Member(string name) => Members.GetValueOrDefault(name);

    private static string? Text(XElement? element) =>
        element is null ? null : Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see => ((string?)see.Attribute("cref") ?? "").Split('.', ':')[^1],
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
