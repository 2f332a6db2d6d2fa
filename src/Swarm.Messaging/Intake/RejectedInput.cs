namespace Swarm.Messaging.Intake;

/// <summary>One input that was refused before it reached a saga.</summary>
public sealed record RejectedInput
{
    /// <summary>Length of <see cref="BodyPreview"/>, before lossy decoding.</summary>
    public const int PreviewBytes = 2_048;

    /// <summary>Given by whoever refused it; also told to the sender.</summary>
    public required string Id { get; init; }

    /// <summary>When it was added, by the store's clock; the store sets it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The queue it came by, or <c>http</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Stable name of the reason, e.g. <c>invalid_json</c>.</summary>
    public required string Code { get; init; }

    public required string Message { get; init; }

    /// <summary>Broken rules as a JSON array; <c>[]</c> when it could not even be read.</summary>
    public string Violations { get; init; } = "[]";

    /// <summary>The first 2 KB as UTF-8, what is none replaced.</summary>
    public string BodyPreview { get; init; } = "";

    /// <summary>Length of the whole body.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Of the carrier; null when it had none.</summary>
    public string? MessageId { get; init; }
}
