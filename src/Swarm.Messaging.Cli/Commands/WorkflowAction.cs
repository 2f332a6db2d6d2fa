using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>What is done to a run.</summary>
internal static class WorkflowAction
{
    private const int MostNames = 20;

    public static Verb Create(string name, string description, CliConsole console, ApiOptions host)
    {
        var (id, reason) = Arguments();
        var command = new Verb(name, description, $"swarm workflow {name} exec_order_7") { id, reason };
        HostVerb.Bind(command, host, console, verb => ActAsync(verb, console, name, verb.Parse.GetValue(id)!, new { reason = verb.Parse.GetValue(reason) }));
        return command;
    }

    public static Verb CreateRerun(CliConsole console, ApiOptions host)
    {
        var (id, reason) = Arguments();
        var from = new Option<string?>("--from") { Description = "This node and all after it run again; without, what has not succeeded", HelpName = "NODE" };
        var command = new Verb(
            "rerun",
            "Runs an ended workflow again, from a node or from where it stopped; other results are kept",
            """
            swarm workflow rerun exec_order_7
            swarm workflow rerun exec_order_7 --from charge
            """) { id, from, reason };
        HostVerb.Bind(command, host, console, verb => ActAsync(
            verb, console, "rerun", verb.Parse.GetValue(id)!, new { nodeId = verb.Parse.GetValue(from), reason = verb.Parse.GetValue(reason) }));
        return command;
    }

    public static Verb CreateCall(CliConsole console, ApiOptions host)
    {
        var id = new Argument<string>("ID") { Description = "The run's id" };
        var node = new Argument<string>("NODE") { Description = "A webhook with trigger: true that waits" };
        var payload = new Option<string>("--payload") { Description = "Its result: JSON, @FILE or @-", HelpName = "JSON", DefaultValueFactory = _ => "null" };
        var command = new Verb("call", "Calls a node that waits to be called; the payload is its result", "swarm workflow call exec_order_7 approved --payload '{\"by\":\"ann\"}'") { id, node, payload };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var bytes = await PayloadArgument.ReadAsync(verb.Parse.GetValue(payload)!, console, verb.Cancellation, payload.Name, nameof(CallWorkflow)).ConfigureAwait(false);
            var path = $"{Paths.Workflow(verb.Parse.GetValue(id)!)}/nodes/{Paths.Segment(verb.Parse.GetValue(node)!)}/call";
            var document = await verb.Api.PostBytesAsync(path, bytes, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<WorkflowChanged>(document, done => console.Out.WriteLine(
                done.Changed ? $"{verb.Parse.GetValue(node)} has its call; {done.ExecutionId} is {done.State}." : $"{verb.Parse.GetValue(node)} had its call already."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static (Argument<string> Id, Option<string?> Reason) Arguments() =>
        (new Argument<string>("ID") { Description = "The run's id" }, new Option<string?>("--reason") { Description = "Kept in the timeline", HelpName = "TEXT" });

    private static string Names(IReadOnlyList<string> names, int count) =>
        string.Join(", ", names.Take(MostNames)) + (count > MostNames ? $" and {count - MostNames} more (--json has them)" : "");

    private static async Task<int> ActAsync(HostVerb verb, CliConsole console, string name, string id, object body)
    {
        var document = await verb.Api.PostAsync($"{Paths.Workflow(id)}/{name}", body, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<WorkflowChanged>(document, done =>
        {
            console.Out.WriteLine($"{done.ExecutionId} is {done.State}{(done.Changed ? "" : " already")}.");
            if (done.Again is { } again)
                console.Out.WriteLine($"{(done.State == WorkflowStates.Compensating ? "Once what of it could not be undone is undone, these run again" : "Run again")}: {Names(again, done.AgainCount ?? again.Count)}.");
            foreach (var warning in done.Warnings ?? [])
                console.Remark($"warning: {warning}");
            if (done.AgainBesides is not { Count: > 0 } besides)
                return;
            console.Out.WriteLine("Not after the named node, and again all the same:");
            foreach (var node in besides.Take(MostNames))
                console.Out.WriteLine($"  {node.NodeId}: {node.Why}");
            if (besides.Count > MostNames)
                console.Out.WriteLine($"  and {besides.Count - MostNames} more (--json has them)");
        });
        return ExitCodes.Ok;
    }
}
