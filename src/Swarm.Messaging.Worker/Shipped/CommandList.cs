using System.Text.Json;
using Swarm.Messaging.Worker.Commands;
using Swarm.Messaging.Worker.Running;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Shipped;

/// <summary>
/// The commands that tasks may name, from a file of the operator:
/// <c>{ "check": { "command": ["cargo", "test"], "workingDirectory": "/src", "timeoutMs": 60000 } }</c>. What it does not name cannot be run.
/// </summary>
public sealed class CommandList(IReadOnlyDictionary<string, CommandSpec> commands)
{
    public static CommandList FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(WorkerEnvironment.Commands) is not { Length: > 0 } file)
            return new(new Dictionary<string, CommandSpec>());
        using var stream = File.OpenRead(file);
        return new(JsonSerializer.Deserialize<Dictionary<string, CommandSpec>>(stream, WorkerJson.Options) ?? []);
    }

    internal CommandSpec Find(string? name, string field)
    {
        if (name is not null && commands.TryGetValue(name, out var found) && found.Command.Count > 0)
            return found;
        var known = commands.Count == 0 ? "no command is configured (Workers:CommandsFile)" : $"configured are {string.Join(", ", commands.Keys.Order(StringComparer.Ordinal))}";
        throw new WorkerTaskException("invalid_payload", $"{field} is '{name}'; it must name a configured command, and {known}.", retryable: false);
    }
}
