using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Work for swarms, and whose turn it is.</summary>
internal static class SwarmTaskVerbs
{
    public static Command Distribute(CliConsole console)
    {
        var type = new Argument<string>("TYPE") { Description = "What agents of the swarm are asked for, e.g. build" };
        var payload = new Option<string?>("--payload") { Description = "JSON, @FILE, or @- for standard input", HelpName = "JSON" };
        var (id, description, by) = (Text("--id", "The task's id [default: a new one]", "ID"), Text("--description", "For people and agents", "TEXT"), Text("--queued-by", "The swarm that is told of the end", "SWARM"));
        var priority = Text("--priority", "high, normal or low [default: normal]", "NAME");
        var strategy = Text("--strategy", "least_loaded, round_robin, priority or capability", "NAME");
        var needs = new Option<string[]>("--needs") { Description = "A capability that the swarm must have; may be given again", HelpName = "NAME" };
        var command = new Verb("distribute", "Has a task done by the swarm that suits it best", "swarm distribute build --needs backend --priority high")
        {
            type, payload, id, description, priority, needs, strategy, by,
        };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var answer = await verb.Api.PostAsync(Paths.SwarmTasks, new DistributeSwarmTask
            {
                TaskId = verb.Parse.GetValue(id),
                Type = verb.Parse.GetValue(type),
                Description = verb.Parse.GetValue(description),
                Priority = verb.Parse.GetValue(priority),
                Capabilities = verb.Parse.GetValue(needs) is { Length: > 0 } some ? some : null,
                Strategy = verb.Parse.GetValue(strategy),
                QueuedBy = verb.Parse.GetValue(by),
                Payload = verb.Parse.GetValue(payload) is { } text
                    ? await PayloadArgument.JsonAsync(verb, payload, text).ConfigureAwait(false)
                    : null,
            }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SwarmTaskDistributed>(answer, task =>
            {
                console.Out.WriteLine(Said(task));
                foreach (var warning in task.Warnings)
                    console.Remark($"warning: {warning}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Resolve(CliConsole console)
    {
        var (a, b) = (new Argument<string>("A") { Description = "A swarm" }, new Argument<string>("B") { Description = "Another" });
        var strategy = Text("--strategy", "priority, timestamp or voting [default: priority]", "NAME");
        var (type, id) = (Text("--type", "What it is about", "TEXT"), Text("--id", "Names the conflict [default: a new one]", "ID"));
        var command = new Verb("resolve", "Decides which of two swarms goes first", "swarm resolve alpha beta --strategy voting") { a, b, strategy, type, id };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var answer = await verb.Api.PostAsync(Paths.Conflicts, new ResolveConflict
            {
                ConflictId = verb.Parse.GetValue(id),
                Type = verb.Parse.GetValue(type),
                SwarmA = new ConflictParty { Id = verb.Parse.GetValue(a) },
                SwarmB = new ConflictParty { Id = verb.Parse.GetValue(b) },
                Strategy = verb.Parse.GetValue(strategy),
            }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ConflictResolved>(answer, done => console.Out.WriteLine($"{done.Winner} goes first, by {done.Strategy}: {done.Reason}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Said(SwarmTaskDistributed task) => task.Status switch
    {
        "distributed" => $"{task.TaskId} was given to {task.TargetSwarm} by {task.Strategy}{(task.CapabilityMatched == false ? "; no swarm had all it needs" : "")}.",
        "ended" => $"{task.TaskId} has ended: {task.Outcome}.",
        "returning" => $"{task.TaskId} is on its way back from {task.TargetSwarm}, which has ended; unless it is found done, another swarm gets it.",
        "queued" when task.Reason == "swarm_away" =>
            $"{task.TaskId} waits for {string.Join(" or ", task.WaitsFor.Select(s => $"{s.SwarmId} ({s.Status})"))}: no active swarm has all it needs. See swarm explain {task.TaskId}.",
        _ => $"{task.TaskId} is queued{(task.Reason is { } reason ? $": {reason}" : $" for the leader, {task.Leader}")}.",
    };

    private static Option<string?> Text(string name, string description, string value) => new(name) { Description = description, HelpName = value };
}
