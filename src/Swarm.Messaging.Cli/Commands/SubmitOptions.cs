using System.CommandLine;
using System.CommandLine.Parsing;
using Swarm.Messaging.Cli.Arguments;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The fields of a submission as options. What they may hold is judged by the host, which knows the rules; here only their form is.</summary>
internal sealed class SubmitOptions
{
    public Option<string?> Kind { get; } = Text("--kind", "KIND", "What sort of task: code, basic, ...");

    public Option<string?> Operation { get; } = Text("--operation", "NAME", "What to do: analyze, echo, ...");

    public Option<string?> Payload { get; } = Text("--payload", "JSON|@FILE", "The operation's input as JSON; @FILE reads it from a file, @- from stdin");

    public Option<string?> Id { get; } = Text("--id", "ID", "The task's id; the same id again finds the same task [default: made up]");

    public Option<string?> Client { get; } = Text("--client", "CLIENT", "Who asks [default: default]");

    public Option<string?> Key { get; } = Text("--key", "TEXT", "Idempotency key: the same key of the same client is done once");

    public Option<int?> Rank { get; } = new("--rank") { Description = "0 (best) to 100 (worst) [default: 10]", HelpName = "N" };

    public Option<string?> Priority { get; } = Text("--priority", "NAME", "critical (or urgent), high, normal, low or background, instead of a rank");

    public Option<string?> Retry { get; } = Text("--retry", "PRESET", "ghl, runner, workers, wasm or none [default: the kind's]");

    public Option<int?> MaxAttempts { get; } = new("--max-attempts") { Description = "Executions in total, 1 to 100", HelpName = "N" };

    public Option<TimeSpan?> Timeout { get; } = Time("--timeout", "Longest time of one execution [default: 5m]");

    public Option<TimeSpan?> Deadline { get; } = Time("--deadline", "Longest time to the end, waits included [default: none]");

    public Option<string[]> Requires { get; } = new("--requires") { Description = "A capability that the target must have; may be repeated", HelpName = "NAME" };

    public Option<string[]> Label { get; } = new("--label") { Description = "A label of yours; may be repeated", HelpName = "NAME=VALUE" };

    public SubmitOptions() => Label.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=') < 1))
            result.AddError($"--label is '{token.Value}'; it must be NAME=VALUE.");
        foreach (var twice in result.Tokens.GroupBy(t => t.Value.Split('=', 2)[0], StringComparer.Ordinal).Where(g => g.Count() > 1))
            result.AddError($"--label {twice.Key} is given {twice.Count()} times; a label has one value.");
    });

    private IReadOnlyList<Option> All =>
        [Kind, Operation, Payload, Id, Client, Key, Rank, Priority, Retry, MaxAttempts, Timeout, Deadline, Requires, Label];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>Those that were given.</summary>
    public IEnumerable<string> Given(CommandResult result) => All.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name);

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };

    private static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        Description = description, HelpName = "TIME", CustomParser = Duration.Of,
    };
}
