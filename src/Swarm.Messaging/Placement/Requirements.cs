namespace Swarm.Messaging.Placement;

/// <summary>
/// What a task needs of its target. Its canonical text is the requirement class: tasks with equal text wait in the same lanes.
/// A target serves it when it declares <c>{kind}/{operation}</c> or <c>{kind}/*</c>, and every tag.
/// Kind and tags are without <c>/</c>, <c>+</c> and <c>|</c>, the operation is without <c>+</c> and <c>|</c>: they part the words of the class.
/// </summary>
public sealed record Requirements
{
    /// <param name="tags">Of the property's type: it is read back from an outbox through this constructor.</param>
    public Requirements(string kind, string operation, IReadOnlyList<string>? tags = null)
    {
        Kind = kind;
        Operation = operation;
        Tags = tags is null ? [] : [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Class = Tags.Count == 0 ? $"{kind}/{operation}" : $"{kind}/{operation}+{string.Join('+', Tags)}";
    }

    public string Kind { get; }

    public string Operation { get; }

    /// <summary>Sorted, without repeats.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>e.g. <c>code/analyze</c> or <c>code/analyze+gpu</c>.</summary>
    public string Class { get; }
}
