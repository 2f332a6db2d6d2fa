using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Verbs about a swarm's state: save, snapshot, restore, checkpoint, recover.</summary>
internal static class SwarmStateVerbs
{
    public static void AddTo(Command command, ApiOptions host, CliConsole console)
    {
        command.Add(Save(host, console));
        var label = new Argument<string>("LABEL") { Description = "Why [default: none]", Arity = ArgumentArity.ZeroOrOne };
        command.Add(One<SwarmCopyKept>("snapshot", "Keeps a copy of a swarm's state", label, host, console, "snapshots", value => new { label = value }, kept => $"{kept.Copy.Id} of {kept.SwarmId} is kept."));
        var snapshot = new Argument<string>("SNAPSHOT") { Description = "The snapshot's id" };
        command.Add(One<SwarmStateChanged>(
            "restore", "Makes a swarm's state that of a snapshot again", snapshot, host, console, "restore", value => new { snapshotId = value }, done => $"The state of {done.SwarmId} is version {done.Version}."));
        command.Add(Checkpoint(host, console));
        command.Add(Change(host, console));
        command.Add(Recover(host, console));
        command.Add(Interrupted(host, console));
    }

    private static Verb Change(ApiOptions host, CliConsole console)
    {
        var (id, changes) = (SwarmsCommand.Id(), new Argument<string>("JSON") { Description = "The fields that change: JSON, @FILE or @-" });
        var command = new Verb(
            "change", "Changes a swarm and its state in one step: status, objective, agents, tasks, ... in both, any other field in the state",
            "swarm swarms change builders '{\"status\":\"completed\",\"result\":\"done\"}'") { id, changes };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await PayloadArgument.JsonAsync(verb, changes, verb.Parse.GetValue(changes)!).ConfigureAwait(false);
            var answer = await verb.Api.PostAsync(SwarmPaths.Of(verb.Parse.GetValue(id)!, "changes"), new { changes = document }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SwarmStateUpdated>(answer, done => console.Out.WriteLine($"{done.Swarm.Id} is {done.Swarm.Status}; its state is version {done.Version}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Recover(ApiOptions host, CliConsole console)
    {
        var id = new Argument<string?>("ID") { Description = "The swarm's id", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All that are interrupted" };
        var command = new Verb("recover", "Recovers an interrupted swarm now, or all of them", "swarm swarms recover builders\nswarm swarms recover --all") { id, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(id) is null == !result.GetValue(all))
                result.AddError("Name one swarm, or give --all.");
        });
        HostVerb.Bind(command, host, console, async verb =>
        {
            var one = verb.Parse.GetValue(id);
            var answer = await verb.Api.PostAsync(one is null ? SwarmPaths.Recoveries : SwarmPaths.Of(one, "recover"), new { }, verb.Cancellation).ConfigureAwait(false);
            if (one is not null)
                verb.Answer<SwarmRecoveryResult>(answer, result => console.Out.WriteLine(Words(result)));
            else
                verb.Answer<InterruptedSwarmsRecovered>(answer, done => Write(console, done));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Interrupted(ApiOptions host, CliConsole console)
    {
        var command = new Verb("interrupted", "Swarms that are interrupted, or should be by their silence", "swarm swarms interrupted");
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.GetAsync(SwarmPaths.Recoveries, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<InterruptedSwarms>(answer, found => console.Out.WriteLine(found.SwarmIds.Count == 0 ? "None is interrupted." : string.Join('\n', found.SwarmIds)));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(CliConsole console, InterruptedSwarmsRecovered done)
    {
        foreach (var result in done.Results)
            console.Out.WriteLine(Words(result));
        console.Remark($"{done.Results.Count(r => r.Success)} of {Shown.Plural(done.Total, "interrupted swarm")} recovering or active.");
    }

    private static string Words(SwarmRecoveryResult result) => result is { Success: true, RecoveryPlan: { } plan }
        ? $"{result.SwarmId} is {result.Status}: from {plan.ResumeFrom}, progress {plan.Progress}, about {plan.EstimatedTime}{(plan.Unusable.Count == 0 ? "" : $"; from {plan.Source}, for these cannot be used: {string.Join(", ", plan.Unusable)}")}."
        : $"{result.SwarmId} is {result.Status}{(result.Error is null ? "" : $": {result.Error}")}.";

    private static Verb Save(ApiOptions host, CliConsole console)
    {
        var (id, state) = (SwarmsCommand.Id(), new Argument<string>("JSON") { Description = "An object: JSON, @FILE or @-" });
        var merge = new Option<bool>("--merge") { Description = "Write its fields over those of the state there is" };
        var command = new Verb("save", "Writes a swarm's state", "swarm swarms save builders '{\"tasks\":[]}' --merge") { id, state, merge };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await PayloadArgument.JsonAsync(verb, state, verb.Parse.GetValue(state)!).ConfigureAwait(false);
            var answer = await verb.Api.PostAsync(
                SwarmPaths.Of(verb.Parse.GetValue(id)!, "state"), new { state = document, merge = verb.Parse.GetValue(merge) }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SwarmStateChanged>(answer, done => console.Out.WriteLine($"The state of {done.SwarmId} is version {done.Version}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Checkpoint(ApiOptions host, CliConsole console)
    {
        var id = SwarmsCommand.Id();
        var data = new Argument<string?>("JSON") { Description = "What to recover from: JSON, @FILE or @- [default: shows what was kept last]", Arity = ArgumentArity.ZeroOrOne };
        var command = new Verb(
            "checkpoint", "Keeps data of a swarm to recover from, or shows what was kept last", "swarm swarms checkpoint builders '{\"tasks\":[]}'\nswarm swarms checkpoint builders") { id, data };
        HostVerb.Bind(command, host, console, async verb =>
        {
            if (verb.Parse.GetValue(data) is not { } text)
            {
                var latest = await verb.Api.GetAsync(SwarmPaths.Of(verb.Parse.GetValue(id)!, "checkpoints/latest"), verb.Cancellation).ConfigureAwait(false);
                verb.Answer<SwarmCheckpointDetails>(latest, kept => console.Out.WriteLine($"{kept.Copy.Id}  {Shown.Time(kept.Copy.Timestamp)}\n{kept.Data.GetRawText()}"));
                return ExitCodes.Ok;
            }

            var document = await PayloadArgument.JsonAsync(verb, data, text).ConfigureAwait(false);
            var answer = await verb.Api.PostAsync(SwarmPaths.Of(verb.Parse.GetValue(id)!, "checkpoints"), new { data = document }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SwarmCopyKept>(answer, kept => console.Out.WriteLine($"{kept.Copy.Id} of {kept.SwarmId} is kept."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb One<T>(
        string name, string description, Argument<string>? argument, ApiOptions host, CliConsole console, string path, Func<string?, object> body, Func<T, string> words)
    {
        var id = SwarmsCommand.Id();
        var command = new Verb(name, description, $"swarm swarms {name} builders{(argument is null or { Arity.MinimumNumberOfValues: 0 } ? "" : " snapshot_1_a")}") { id };
        if (argument is not null)
            command.Add(argument);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync(
                SwarmPaths.Of(verb.Parse.GetValue(id)!, path), body(argument is null ? null : verb.Parse.GetValue(argument)), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<T>(answer, done => console.Out.WriteLine(words(done)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
