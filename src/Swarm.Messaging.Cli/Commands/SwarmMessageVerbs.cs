using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Messages of swarms: to one, or to all.</summary>
internal static class SwarmMessageVerbs
{
    public static Command Send(CliConsole console)
    {
        var (from, payload, id) = Parts();
        var to = new Argument<string>("TO") { Description = "The swarm that receives it" };
        var agents = new Option<bool>("--agents") { Description = "For the swarm's agents" };
        var agent = new Option<string?>("--agent") { Description = "For one of the swarm's agents", HelpName = "AGENT" };
        var command = new Verb(
            "send", "Sends a message from one swarm to another, in whose inbox it lies until it is handled there; nobody waits for that here", """swarm send alpha beta '{"type":"note","text":"done"}'""")
        {
            from, to, payload, agents, agent, id,
        };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb => await PostAsync(verb, "", new SendSwarmMessage
        {
            From = verb.Parse.GetValue(from),
            To = verb.Parse.GetValue(to),
            Agents = verb.Parse.GetValue(agents) ? true : null,
            Agent = verb.Parse.GetValue(agent),
            Payload = await PayloadArgument.JsonAsync(verb, payload, verb.Parse.GetValue(payload)!).ConfigureAwait(false),
            MessageId = verb.Parse.GetValue(id),
        }).ConfigureAwait(false));
        return command;
    }

    public static Command Broadcast(CliConsole console)
    {
        var (from, payload, id) = Parts();
        var to = new Option<string?>("--to") { Description = "all, agents, coordination, coordination:SUBJECT, resources, tasks or events [default: all]", HelpName = "GROUP" };
        var self = new Option<bool>("--include-self") { Description = "The sender gets it, too" };
        var command = new Verb("broadcast", "Sends a message from one swarm to all others", """swarm broadcast alpha '{"type":"note","text":"all done"}'""")
        {
            from, payload, to, self, id,
        };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb => await PostAsync(verb, "/broadcasts", new BroadcastSwarmMessage
        {
            From = verb.Parse.GetValue(from),
            To = verb.Parse.GetValue(to),
            IncludeSelf = verb.Parse.GetValue(self) ? true : null,
            Payload = await PayloadArgument.JsonAsync(verb, payload, verb.Parse.GetValue(payload)!).ConfigureAwait(false),
            MessageId = verb.Parse.GetValue(id),
        }).ConfigureAwait(false));
        return command;
    }

    public static Verb History(ApiOptions host, CliConsole console)
    {
        var channel = new Argument<string>("CHANNEL") { Description = "E.g. swarm:global, swarm:builders, swarm:builders:agents" };
        var limit = new Option<int?>("--limit") { Description = "At most so many, 1 to 1,000 [default: 100]", HelpName = "N" };
        var command = new Verb("history", "The last messages of a channel, newest first; kept for an hour", "swarm swarms history swarm:global --limit 10") { channel, limit };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var path = Paths.With(Paths.MessageHistory(verb.Parse.GetValue(channel)!), ("limit", verb.Parse.GetValue(limit)));
            verb.Answer<SwarmMessageHistory>(await verb.Api.GetAsync(path, verb.Cancellation).ConfigureAwait(false), history => SwarmsView.Write(console, history));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static (Argument<string> From, Argument<string> Payload, Option<string?> Id) Parts() =>
        (new("FROM") { Description = "The swarm that sends it" },
            new("PAYLOAD") { Description = "A JSON object, @FILE, or @- for standard input; its field type names what it is" },
            new("--id") { Description = "The message's id; the same again is not sent again [default: a new one]", HelpName = "ID" });

    private static async Task<int> PostAsync(HostVerb verb, string path, object command)
    {
        var answer = await verb.Api.PostAsync(Paths.SwarmMessages + path, command, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<SwarmMessageSent>(answer, sent => verb.Console.Out.WriteLine(sent.Repeated
            ? $"{sent.MessageId} was sent before."
            : $"{sent.MessageId} waits for {Shown.Plural(sent.Receivers, "receiver")}{(sent.LeftOut > 0 ? $"; the inboxes of {sent.LeftOut} were full" : "")}."));
        return ExitCodes.Ok;
    }
}
