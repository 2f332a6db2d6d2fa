using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Verbs about what coordinators of a swarm wait for: block, blocks, unblock.</summary>
internal static class SwarmBlockingVerbs
{
    public static void AddTo(Command command, ApiOptions host, CliConsole console)
    {
        command.Add(Block(host, console));
        command.Add(Blocks(host, console));
        command.Add(Unblock(host, console));
    }

    private static Verb Block(ApiOptions host, CliConsole console)
    {
        var (id, coordinator) = (SwarmsCommand.Id(), Coordinator());
        var status = new Option<string?>("--status") { Description = "waiting, complete, failed or timeout [default: waiting]", HelpName = "STATUS" };
        var signal = new Option<string?>("--signal") { Description = "What it waits for", HelpName = "WORD" };
        var iteration = new Option<int?>("--iteration") { Description = "[default: 0]", HelpName = "N" };
        var phase = new Option<string?>("--phase") { Description = "In which phase it waits", HelpName = "WORD" };
        var command = new Verb(
            "block", "Says what a coordinator of a swarm waits for, or how its wait has ended", "swarm swarms block builders lead --signal review\nswarm swarms block builders lead --status complete")
        {
            id, coordinator, status, signal, iteration, phase,
        };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync(
                SwarmPaths.Wait(verb.Parse.GetValue(id)!, verb.Parse.GetValue(coordinator)!), new
                {
                    status = verb.Parse.GetValue(status), signalType = verb.Parse.GetValue(signal), iteration = verb.Parse.GetValue(iteration), phase = verb.Parse.GetValue(phase),
                }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<BlockingStateChanged>(answer, done => console.Out.WriteLine($"{SwarmsView.Wait(done.State!)}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Blocks(ApiOptions host, CliConsole console)
    {
        var id = SwarmsCommand.Id();
        var command = new Verb("blocks", "What the coordinators of a swarm wait for", "swarm swarms blocks builders") { id };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.GetAsync(SwarmPaths.Of(verb.Parse.GetValue(id)!, "blocking-states"), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<BlockingStateList>(answer, list => SwarmsView.Write(console, list));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Unblock(ApiOptions host, CliConsole console)
    {
        var (id, coordinator) = (SwarmsCommand.Id(), Coordinator());
        var command = new Verb("unblock", "Forgets what a coordinator of a swarm waits for", "swarm swarms unblock builders lead") { id, coordinator };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.DeleteAsync(SwarmPaths.Wait(verb.Parse.GetValue(id)!, verb.Parse.GetValue(coordinator)!), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<BlockingStateChanged>(answer, done => console.Out.WriteLine(
                done.Changed ? $"What {done.CoordinatorId} of {done.SwarmId} waits for is forgotten." : $"{done.CoordinatorId} of {done.SwarmId} waits for nothing; nothing was changed."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Argument<string> Coordinator() => new("COORDINATOR") { Description = "Who waits" };
}
