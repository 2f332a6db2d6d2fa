namespace Swarm.Messaging.Wasmtime.Code.Create;

/// <summary>What a template consists of. A closed set.</summary>
internal abstract record TemplatePart
{
    private TemplatePart()
    {
    }

    public sealed record Literal(string Text) : TemplatePart;

    /// <summary><c>{{name}}</c>: a text. <c>{{.}}</c>: the item of the list around it.</summary>
    public sealed record Value(string Name) : TemplatePart;

    /// <summary><c>{{name|, }}</c>: the items of a list with the separator between them.</summary>
    public sealed record Joined(string Name, string Separator) : TemplatePart;

    /// <summary><c>{{#name}}...{{/name}}</c>: for each item of a list, or when a flag is true. <c>{{^name}}</c>: when there is none, or it is false.</summary>
    public sealed record Section(string Name, bool Inverted, IReadOnlyList<TemplatePart> Parts) : TemplatePart;
}
