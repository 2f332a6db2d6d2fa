using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Agents;

/// <summary>Reads the file of <c>swarm agent --config</c>: everything that is wrong with it at once.</summary>
internal static class AgentConfigReader
{
    private const int MostOutput = 512 * 1024;
    private const int LeastOutput = 1024;

    /// <exception cref="CliException">With all reasons.</exception>
    public static AgentConfig Read(ReadOnlyMemory<byte> json, string source)
    {
        var parsed = ParsedBody.Of(json);
        if (parsed.Malformed is { } why)
            throw new CliException(Cli.ExitCodes.Usage, $"{source}: {why}");
        var found = new List<Violation>();
        var warnings = new List<string>();
        var fields = new JsonFields(parsed.Message, "", found);
        var config = new AgentConfig
        {
            Id = fields.Text("id"),
            Type = fields.Text("type") ?? "command",
            Capacity = fields.Small("capacity") ?? AgentConfig.DefaultCapacity,
            Specializations = fields.Texts("specializations") ?? [],
            Tags = fields.Texts("tags") ?? [],
            Commands = Commands(fields, found, warnings),
        };
        // A name that nobody reads is a typing error, and must not pass as a default.
        warnings.AddRange(fields.Unknown());
        found.AddRange(warnings.Select(w => new Violation("a field", null, w)));
        Check(config, found);
        return found.Count == 0 ? config : throw Wrong(source, found);
    }

    /// <exception cref="CliException">With all reasons.</exception>
    public static AgentConfig Checked(AgentConfig config, string source)
    {
        var found = new List<Violation>();
        Check(config, found);
        return found.Count == 0 ? config : throw Wrong(source, found);
    }

    private static CliException Wrong(string source, List<Violation> found) => new(
        Cli.ExitCodes.Usage,
        $"{source} cannot be used:" + string.Concat(found.Select(v =>
            $"{Environment.NewLine}  {(v.Field == "a field" ? v.Rule : $"{v.Field} is {(v.Value is null ? "missing" : $"'{v.Value}'")}: {v.Rule}")}")));

    private static List<OperatorCommand> Commands(JsonFields fields, List<Violation> found, List<string> warnings)
    {
        var commands = new List<OperatorCommand>();
        if (fields.List("commands") is not { } list)
            return commands;
        foreach (var (i, json) in list.EnumerateArray().Index())
        {
            var path = $"commands[{i}].";
            if (json.ValueKind != JsonValueKind.Object)
            {
                found.Add(new(path.TrimEnd('.'), PayloadRules.Show(json), "An object with command and what it is for."));
                continue;
            }

            var one = new JsonFields(json, path, found);
            var usual = new OperatorCommand { Command = [] };
            commands.Add(new OperatorCommand
            {
                Kind = one.Text("kind") ?? usual.Kind,
                Operations = one.Texts("operations"),
                FileTypes = one.Texts("fileTypes"),
                Command = one.Texts("command") ?? [],
                WorkingDirectory = one.Text("workingDirectory"),
                Environment = one.Texts("environment") ?? usual.Environment,
                Set = one.Map("set") ?? usual.Set,
                Timeout = Time(one, path, found) ?? usual.Timeout,
                OutputLimit = one.Small("outputLimit") ?? usual.OutputLimit,
                ExitCodes = ExitCodes(one, path, found) ?? usual.ExitCodes,
                Retryable = one.Flag("retryable") ?? false,
            });
            warnings.AddRange(one.Unknown());
        }

        return commands;
    }

    private static TimeSpan? Time(JsonFields one, string path, List<Violation> found)
    {
        if (one.Text("timeout") is not { } text)
            return null;
        if (Arguments.Duration.Parse(text) is { } time && time > TimeSpan.Zero)
            return time;
        found.Add(new($"{path}timeout", text, $"It must be more than 0, {Arguments.Duration.Rule}."));
        return null;
    }

    private static int[]? ExitCodes(JsonFields one, string path, List<Violation> found)
    {
        if (one.List("exitCodes") is not { } list)
            return null;
        if (list.GetArrayLength() > 0 && list.EnumerateArray().All(c => c.ValueKind == JsonValueKind.Number && c.TryGetInt32(out _)))
            return [.. list.EnumerateArray().Select(c => c.GetInt32())];
        found.Add(new($"{path}exitCodes", PayloadRules.Show(list), "A list of whole numbers."));
        return null;
    }

    private static void Check(AgentConfig config, List<Violation> found)
    {
        Tasks.CommandRules.CheckId(config.Id, "id", required: false, found, reserved: false);
        if (config.Capacity is < 1 or > 1_000)
            found.Add(new("capacity", $"{config.Capacity}", "A whole number from 1 to 1,000."));
        if (config.Commands.Count == 0)
            found.Add(new("commands", null, "At least one command: an agent without any has nothing to do."));
        for (var i = 0; i < config.Commands.Count; i++)
            CheckCommand(config.Commands[i], $"commands[{i}].", found);
        if (found.Count == 0)
            CheckPairs(config, found);
    }

    private static void CheckCommand(OperatorCommand command, string path, List<Violation> found)
    {
        if (command.Command.Count == 0 || command.Command[0].Length == 0)
            found.Add(new($"{path}command", command.Command.Count == 0 ? null : "", "Required: a list of the program and its arguments."));
        else if (ProgramFile.Find(command.Command[0], command.WorkingDirectory) is null)
            found.Add(new($"{path}command[0]", command.Command[0], "There is no such program: give its path, or a name that is on PATH."));
        foreach (var word in command.Command.SelectMany(CommandWords.In).Where(w => !CommandWords.All.Contains(w)))
            found.Add(new($"{path}command", $"{{{word}}}", $"One of {string.Join(", ", CommandWords.All.Select(w => $"{{{w}}}"))}."));
        if (command.Timeout <= TimeSpan.Zero)
            found.Add(new($"{path}timeout", $"{command.Timeout.TotalSeconds}", $"More than 0, {Arguments.Duration.Rule}: a command without time is killed at once."));
        if (command.WorkingDirectory is { } folder && !Directory.Exists(folder))
            found.Add(new($"{path}workingDirectory", folder, "An existing folder."));
        if (command.OutputLimit is < LeastOutput or > MostOutput)
            found.Add(new($"{path}outputLimit", $"{command.OutputLimit}", $"Bytes, from {LeastOutput} to {MostOutput}."));
        if (command is { Kind: not "code", FileTypes: not null })
            found.Add(new($"{path}fileTypes", string.Join(' ', command.FileTypes), "Only tasks of kind code have file types."));
    }

    /// <summary>What an agent takes is every pair of its file types and operations: each must have a command, or tasks would come that it cannot do.</summary>
    private static void CheckPairs(AgentConfig config, List<Violation> found)
    {
        var code = config.Commands.Where(c => c.Kind == "code").ToList();
        string?[] types = code.Any(c => c.FileTypes is null) ? [.. code.SelectMany(c => c.FileTypes ?? []), null] : [.. code.SelectMany(c => c.FileTypes!)];
        string?[] operations = code.Any(c => c.Operations is null) ? [.. code.SelectMany(c => c.Operations ?? []), null] : [.. code.SelectMany(c => c.Operations!)];
        foreach (var (type, operation) in types.Distinct().SelectMany(t => operations.Distinct().Select(o => (t, o))))
        {
            // Null stands for all others.
            if (!code.Exists(c => (type is null ? c.FileTypes is null : c.FileTypes?.Contains(type) != false) && (operation is null ? c.Operations is null : c.Operations?.Contains(operation) != false)))
                found.Add(new("commands", $"{type ?? "*"}:{operation ?? "*"}", "Each pair of the agent's file types and operations needs a command; run a second agent for work of another shape."));
        }
    }
}
