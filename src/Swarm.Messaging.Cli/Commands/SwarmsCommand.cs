using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Swarms. Without a verb of its own it lists.</summary>
internal static class SwarmsCommand
{
    public static Command Create(CliConsole console)
    {
        var status = new Option<string?>("--status") { Description = "Only those that are so", HelpName = "STATUS" };
        var objective = new Option<string?>("--objective") { Description = "Only those whose objective matches, without regard to case", HelpName = "PATTERN" };
        var strategy = new Option<string?>("--strategy") { Description = "Only those of a strategy", HelpName = "NAME" };
        var mode = new Option<string?>("--mode") { Description = "Only those of a mode", HelpName = "NAME" };
        var phase = new Option<string?>("--phase") { Description = "Only those in a phase", HelpName = "WORD" };
        var limit = new Option<int?>("--limit") { Description = "At most so many, 1 to 1,000 [default: 1,000]", HelpName = "N" };
        var command = new Verb(
            "swarms",
            "Swarms: list, show, create, update, deregister, their states: save, snapshot, restore, checkpoint, change, recover, and what they wait for: block, blocks, unblock",
            """
            swarm swarms                                             newest first
            swarm swarms create builders --objective "Build it"      registers one; a host takes it
            swarm swarms save builders '{"tasks":[]}' --merge        writes fields of its state
            swarm swarms recover builders                            an interrupted one, now
            """) { status, objective, strategy, mode, phase, limit };
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var path = Paths.With(
                SwarmPaths.All, ("status", verb.Parse.GetValue(status)), ("objective", verb.Parse.GetValue(objective)), ("strategy", verb.Parse.GetValue(strategy)),
                ("mode", verb.Parse.GetValue(mode)), ("phase", verb.Parse.GetValue(phase)), ("limit", verb.Parse.GetValue(limit)));
            verb.Answer<SwarmList>(await verb.Api.GetAsync(path, verb.Cancellation).ConfigureAwait(false), list => SwarmsView.Write(console, list));
            return ExitCodes.Ok;
        });
        command.Add(Show("show", "swarm swarms show builders", host, console));
        command.Add(Register(host, console));
        command.Add(Update(host, console));
        command.Add(Deregister(host, console));
        SwarmStateVerbs.AddTo(command, host, console);
        SwarmBlockingVerbs.AddTo(command, host, console);
        command.Add(SwarmMessageVerbs.History(host, console));
        return command;
    }

    internal static Argument<string> Id() => new("ID") { Description = "The swarm's id" };

    private static Verb Show(string name, string example, ApiOptions host, CliConsole console) =>
        Show(new Verb(name, "Shows a swarm: what is said of it, its state, and what happened to it", example), host, console);

    private static Verb Show(Verb command, ApiOptions host, CliConsole console)
    {
        var id = Id();
        command.Add(id);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.GetAsync(SwarmPaths.Of(verb.Parse.GetValue(id)!), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SwarmDetails>(answer, details => SwarmsView.Write(console, details));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Register(ApiOptions host, CliConsole console)
    {
        var id = new Argument<string?>("ID") { Description = "Its id [default: one is made]", Arity = ArgumentArity.ZeroOrOne };
        var objective = new Option<string?>("--objective") { Description = "What it is for", HelpName = "TEXT" };
        var strategy = new Option<string?>("--strategy") { Description = "development, research or devops [default: development]", HelpName = "NAME" };
        var mode = new Option<string?>("--mode") { Description = "mesh or hierarchical [default: mesh]", HelpName = "NAME" };
        var agents = new Option<int?>("--max-agents") { Description = "[default: 10]", HelpName = "N" };
        var priority = new Option<string?>("--priority") { Description = "high, normal or low [default: normal]", HelpName = "NAME" };
        var capabilities = new Option<string[]>("--capability") { Description = "What tasks may require of it; may be repeated", HelpName = "WORD" };
        var command = new Verb("create", "Registers a swarm", "swarm swarms create builders --objective \"Build it\" --capability backend")
        {
            id, objective, strategy, mode, agents, priority, capabilities,
        };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var metadata = new { priority = verb.Parse.GetValue(priority), capabilities = verb.Parse.GetValue(capabilities) ?? [] };
            var answer = await verb.Api.PostAsync(SwarmPaths.All, new
            {
                swarmId = verb.Parse.GetValue(id), objective = verb.Parse.GetValue(objective), strategy = verb.Parse.GetValue(strategy), mode = verb.Parse.GetValue(mode),
                maxAgents = verb.Parse.GetValue(agents), metadata,
            }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SwarmChanged>(answer, done => console.Out.WriteLine(
                $"{done.Swarm.Id} is {done.Swarm.Status}, {(done.Swarm.Host is { } at ? $"hosted by {at}" : "and waits for a host")}{(done.Changed ? "" : "; it was known")}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Update(ApiOptions host, CliConsole console)
    {
        var id = Id();
        var objective = new Option<string?>("--objective") { Description = "What it is for", HelpName = "TEXT" };
        var status = new Option<string?>("--status") { Description = "One that may follow, e.g. completed", HelpName = "STATUS" };
        var command = new Verb("update", "Changes what is said of a swarm, or its status", "swarm swarms update builders --status completed") { id, objective, status };
        command.Validators.Add(result =>
        {
            if (result.GetValue(objective) is null && result.GetValue(status) is null)
                result.AddError("Say what changes: --objective or --status.");
        });
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync(
                SwarmPaths.Of(verb.Parse.GetValue(id)!), new { objective = verb.Parse.GetValue(objective), status = verb.Parse.GetValue(status) }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SwarmChanged>(answer, done => console.Out.WriteLine($"{done.Swarm.Id} is {done.Swarm.Status}, version {done.Swarm.Version}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Deregister(ApiOptions host, CliConsole console)
    {
        var id = Id();
        var reason = new Option<string?>("--reason") { Description = "Why; the archive keeps it [default: completed]", HelpName = "TEXT" };
        var command = new Verb("deregister", "Takes a swarm and all that belongs to it out of the registry; the archive keeps it", "swarm swarms deregister builders --reason \"no longer needed\"") { id, reason };
        HostVerb.Bind(command, host, console, async verb =>
        {
            JsonElement answer = await verb.Api.DeleteAsync(SwarmPaths.Of(verb.Parse.GetValue(id)!), new { reason = verb.Parse.GetValue(reason) }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SwarmChanged>(answer, done => console.Out.WriteLine($"{done.Swarm.Id} is archived."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
