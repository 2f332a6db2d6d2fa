using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The circuit breakers of workflow nodes, agents and sessions. Without a verb of its own it shows them.</summary>
internal static class BreakersCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "breakers",
            "Circuit breakers of workflow nodes, agents and their sessions: what is left alone because it failed, and letting calls through again",
            """
            swarm breakers
            swarm breakers reset http_request:example.org:443
            swarm breakers reset agent:builder-1
            swarm breakers reset session:session_17
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.Breakers, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<BreakersManaged>(document, all => Write(console, all.Breakers));
            return ExitCodes.Ok;
        });
        var key = new Argument<string>("KEY") { Description = "As it is listed: type and destination, agent:ID or session:ID" };
        var reset = new Verb("reset", "Closes a breaker: calls go through again, and failures count from none", "swarm breakers reset http_request:example.org:443") { key };
        HostVerb.Bind(reset, host, console, async verb =>
        {
            var name = verb.Parse.GetValue(key)!;
            var document = await verb.Api.PostAsync($"{Paths.Breakers}/{Paths.Segment(name)}/reset", new { }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<BreakersManaged>(document, _ => console.Out.WriteLine($"{name} is closed."));
            return ExitCodes.Ok;
        });
        command.Add(reset);
        return command;
    }

    private static void Write(CliConsole console, IReadOnlyList<NodeBreaker> breakers)
    {
        if (breakers.Count == 0)
        {
            console.Out.WriteLine("No node has called anything outside within the last hour, and no agent or session has failed.");
            return;
        }

        var table = Tables.Create("Breaker", "State", "#Failures", "#Breaks", "#Rejected", "Opened", "Tries again");
        foreach (var one in breakers)
            table.Add(one.Key, one.State, $"{one.Failures}", $"{one.Breaks}", $"{one.Rejected}", Shown.Time(one.OpenedAt), Shown.Time(one.RetryAt));
        console.Answers.Write(table);
    }
}
