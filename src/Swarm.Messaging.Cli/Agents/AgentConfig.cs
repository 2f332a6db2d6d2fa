namespace Swarm.Messaging.Cli.Agents;

/// <summary>
/// What <c>swarm agent</c> is told, by a JSON file or by options: <c>{ "id"?, "type"?, "capacity"?, "specializations"?, "tags"?, "commands": [ ... ] }</c>,
/// with an entry of <c>commands</c> for each <see cref="OperatorCommand"/>.
/// </summary>
internal sealed record AgentConfig
{
    public const int DefaultCapacity = 2;

    /// <summary>Null: made up from the machine's name.</summary>
    public string? Id { get; init; }

    public string Type { get; init; } = "command";

    /// <summary>Commands at a time, 1..1,000. Default 2.</summary>
    public int Capacity { get; init; } = DefaultCapacity;

    /// <summary>File types it is especially good at.</summary>
    public IReadOnlyList<string> Specializations { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<OperatorCommand> Commands { get; init; } = [];
}
