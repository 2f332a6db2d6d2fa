using System.Text.Json.Serialization;

namespace Swarm.Messaging.Placement;

/// <summary>
/// What a task needs of its target. Its canonical text is the requirement class: tasks with equal text wait in the same lanes.
/// A target serves it when it declares one of <see cref="ServedBy"/>, and every tag, and is not to be avoided.
/// Kind and tags are without <c>/</c>, the operation and all others without <c>+ ! ? ~ |</c>, the operation also without <c>$</c>: they part the words of the class.
/// </summary>
public sealed record Requirements
{
    /// <param name="tags">Of the property's type, like the others: it is read back from an outbox through this constructor.</param>
    public Requirements(
        string kind,
        string operation,
        IReadOnlyList<string>? tags = null,
        IReadOnlyList<string>? avoid = null,
        IReadOnlyList<string>? prefer = null,
        IReadOnlyList<string>? favour = null,
        bool session = false,
        IReadOnlyList<string>? flow = null)
    {
        Kind = kind;
        Operation = operation;
        Tags = Canonical(tags);
        Avoid = Canonical(avoid);
        Prefer = Canonical(prefer);
        Favour = Canonical(favour);
        Session = session;
        Flow = Canonical(flow);
        Class = $"{kind}/{operation}{(session ? "$" : "")}{Words('+', Tags)}{Words('!', Avoid)}{Words('?', Prefer)}{Words('~', Favour)}";
    }

    public string Kind { get; }

    public string Operation { get; }

    /// <summary>Sorted, without repeats; the same holds for the other lists.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Ids of targets that must not get it.</summary>
    public IReadOnlyList<string> Avoid { get; }

    /// <summary>Capabilities: free targets that declare one of them come before all others, whatever their load.</summary>
    public IReadOnlyList<string> Prefer { get; }

    /// <summary>Capabilities: of targets that are equal otherwise, one that declares one of them comes first.</summary>
    public IReadOnlyList<string> Favour { get; }

    /// <summary>It runs in a session of its target that is bound to its client, or for the client <c>default</c> to nobody; opened if there is none.</summary>
    public bool Session { get; }

    /// <summary>
    /// Keys of limits it counts for, beside those of its client (<c>client:{client}</c>) and its operation (<c>operation:{kind}/{operation}</c>):
    /// at most 8 of the form <c>{name}:{value}</c>, e.g. <c>location:ve9EPM42</c>. Part of its lane, not of the class.
    /// </summary>
    public IReadOnlyList<string> Flow { get; }

    /// <summary>
    /// The operation capabilities of which a target needs one: <c>{kind}/{operation}</c> and <c>{kind}/*</c>; for an operation of the form
    /// <c>{fileType}:{action}</c> also <c>{kind}/{fileType}:*</c> and <c>{kind}/*:{action}</c>.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<string> ServedBy => FileType is { } fileType
        ? [$"{Kind}/{Operation}", $"{Kind}/{fileType}:*", $"{Kind}/*:{Operation[(fileType.Length + 1)..]}", $"{Kind}/*"]
        : [$"{Kind}/{Operation}", $"{Kind}/*"];

    /// <summary>The front of an operation of the form <c>{fileType}:{action}</c>, or null.</summary>
    [JsonIgnore]
    public string? FileType => Operation.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? Operation[..colon] : null;

    /// <summary>e.g. <c>code/rs:analyze</c>, <c>code/rs:analyze+agent!agent-7?streaming</c>, or with a session <c>ghl/contact_create$</c>.</summary>
    public string Class { get; }

    private static IReadOnlyList<string> Canonical(IReadOnlyList<string>? words) =>
        words is null or { Count: 0 } ? [] : [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Words(char mark, IReadOnlyList<string> words) => words.Count == 0 ? "" : mark + string.Join(mark, words);
}
