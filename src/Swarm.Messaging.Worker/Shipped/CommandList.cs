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
        return Read(file);
    }

    /// <exception cref="InvalidDataException">It is no list of commands; says where and why.</exception>
    public static CommandList Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var commands = JsonSerializer.Deserialize<Dictionary<string, CommandSpec>>(stream, WorkerJson.Options) ?? [];
            if (commands.FirstOrDefault(c => c.Value is not { Command.Count: > 0 }) is { Key: { } empty })
                throw new InvalidDataException($"'{empty}' has no command: a list of the program and its arguments.");
            return new(commands);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{e.Path ?? "$"} in line {e.LineNumber + 1} is not as {{ \"check\": {{ \"command\": [\"cargo\", \"test\"] }} }}.", e);
        }
    }

    internal CommandSpec Find(string? name, string field)
    {
        if (name is not null && commands.TryGetValue(name, out var found) && found.Command.Count > 0)
            return found;
        var known = commands.Count == 0 ? "no command is configured (Workers:CommandsFile)" : $"configured are {string.Join(", ", commands.Keys.Order(StringComparer.Ordinal))}";
        throw new WorkerTaskException("invalid_payload", $"{field} is '{name}'; it must name a configured command, and {known}.", retryable: false);
    }
}
