using System.Text.RegularExpressions;

namespace Swarm.Messaging.Agents.Catalog;

/// <summary>A type of agent as an operator wants it; what is left out is as the catalogue has it.</summary>
public sealed partial record AgentTypeSettings
{
    /// <summary>What one does, 1 to 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>What one can, 1 to 32 words of 1 to 64 characters.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Steps of objectives that are its part, at most 32.</summary>
    public IReadOnlyList<string>? Steps { get; init; }

    /// <returns>Null when it can be.</returns>
    internal static string? Fault(string name, AgentTypeSettings settings) =>
        !Name().IsMatch(name) ? "is no name of a type: 1 to 64 characters of a-z 0-9 -"
        : settings.Description is { Length: 0 or > 500 } ? "has a description without, or with more than 500 characters."
        : settings.Capabilities is { } words && (words.Count is 0 or > 32 || words.Any(w => w is null or { Length: 0 or > 64 })) ? "has capabilities that are not 1 to 32 words of 1 to 64 characters."
        : settings.Steps is { Count: > 32 } ? "has more than 32 steps."
        : null;

    internal AgentType Over(AgentType known) => new(known.Name, Description ?? known.Description, Capabilities ?? known.Capabilities, Steps ?? known.Steps);

    [GeneratedRegex("^[a-z0-9-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
