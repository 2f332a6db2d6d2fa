namespace Swarm.Messaging.Crm.Operations;

/// <summary>A request, and what of its answer counts.</summary>
internal sealed record RestCall
{
    public required string Method { get; init; }

    /// <summary>Below the base address; values in it are escaped.</summary>
    public required Template Path { get; init; }

    public IReadOnlyList<(string Name, Template Value)> Headers { get; init; } = [];

    /// <summary>JSON; null: none.</summary>
    public JsonTemplate? Body { get; init; }

    /// <summary>Statuses of success. Default 200 to 299.</summary>
    public IReadOnlyList<int> Success { get; init; } = [];

    /// <summary>Fields of the result as JSON pointers into the answer. Empty: the answer as it is.</summary>
    public IReadOnlyList<(string Name, string Pointer)> Result { get; init; } = [];

    public bool IsSuccess(int status) => Success.Count == 0 ? status is >= 200 and < 300 : Success.Contains(status);
}
