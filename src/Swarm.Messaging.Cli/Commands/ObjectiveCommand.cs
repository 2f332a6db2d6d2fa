using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Objectives;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Aims for agents: submitted, taken apart into steps, and how they stand. Without a verb of its own it shows one.</summary>
internal static class ObjectiveCommand
{
    public static Command Create(CliConsole console)
    {
        var id = new Argument<string>("ID") { Description = "The objective's id" };
        var command = new Verb(
            "objective",
            "Aims for agents: taken apart into steps that run as a workflow",
            """
            swarm objective submit "Find out what our competitors charge" --strategy research
            swarm objective pricing
            swarm workflow objective_pricing      its steps
            """) { id };
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync($"{Paths.Objectives}/{Paths.Segment(verb.Parse.GetValue(id)!)}", verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ObjectiveDetails>(document, details => Write(console, details));
            return ExitCodes.Ok;
        });
        command.Add(Submit(host, console));
        return command;
    }

    private static Verb Submit(ApiOptions host, CliConsole console)
    {
        var text = new Argument<string>("OBJECTIVE") { Description = "What is to be reached, at least 10 characters" };
        var id = new Option<string?>("--id") { Description = "Its id; the same again finds the same objective [default: made up]", HelpName = "ID" };
        var client = new Option<string?>("--client") { Description = "Who asks [default: default]", HelpName = "CLIENT" };
        var strategy = new Option<string?>("--strategy") { Description = "research, development, analysis or auto [default: auto]", HelpName = "NAME" };
        var agents = new Option<int?>("--agents-per-step") { Description = "So many do each step, and their results become one [default: 1]", HelpName = "N" };
        var type = new Option<string?>("--agent-type") { Description = "Only agents of this type do it; 'swarm agents types' lists them [default: any]", HelpName = "TYPE" };
        var aggregation = new Option<string?>("--aggregation") { Description = "merge, collect or reduce [default: collect]", HelpName = "NAME" };
        var timeout = new Option<TimeSpan?>("--task-timeout") { Description = "Of one task [default: 30m]", HelpName = "TIME", CustomParser = Duration.AboveZero };
        var input = new Option<string?>("--input") { Description = "JSON that every step gets", HelpName = "JSON" };
        var command = new Verb(
            "submit", "Submits an objective", """swarm objective submit "Find out what our competitors charge" --strategy research""")
        { text, id, client, strategy, agents, type, aggregation, timeout, input };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.PostAsync(
                Paths.Objectives,
                new SubmitObjective
                {
                    Objective = verb.Parse.GetValue(text), ObjectiveId = verb.Parse.GetValue(id), Client = verb.Parse.GetValue(client),
                    Strategy = verb.Parse.GetValue(strategy), AgentsPerStep = verb.Parse.GetValue(agents), AgentType = verb.Parse.GetValue(type), Aggregation = verb.Parse.GetValue(aggregation),
                    TaskTimeoutMs = (long?)verb.Parse.GetValue(timeout)?.TotalMilliseconds, Input = Json(verb.Parse.GetValue(input)),
                },
                verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ObjectiveAccepted>(document, accepted => console.Out.WriteLine(
                $"{accepted.ObjectiveId}: {accepted.State}, {string.Join(" -> ", accepted.Steps)}. swarm objective {accepted.ObjectiveId} tells how it stands."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static JsonElement? Json(string? text)
    {
        try
        {
            return text is null ? null : JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCodes.Usage, $"--input is no JSON: {e.Message}");
        }
    }

    private static void Write(CliConsole console, ObjectiveDetails details)
    {
        console.Facts([
            ("Objective", details.ObjectiveId),
            ("State", details.State),
            ("Tasks", $"{details.Completed} of {details.Total} completed, {details.Failed} failed{(details.Healthy ? "" : ": more than a tenth")}"),
            ("Workflow", details.ExecutionId),
            ("Reason", details.Reason)]);
        if (details.Result is { } result)
            console.Out.WriteLine(result.GetRawText());
    }
}
