using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Recurring tasks and workflows. Without a verb of its own it lists them.</summary>
internal static class SchedulesCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "schedules",
            "Recurring tasks and workflows: list, set, pause, resume, run, delete",
            """
            swarm schedules
            swarm schedules set nightly --cron "0 30 3 * * ?" --time-zone Europe/Berlin --task task.json
            swarm schedules set reports --cron "0 0/15 * * * ?" --workflow report.json --misfire skip
            swarm schedules pause nightly
            swarm schedules run nightly          once now, beside its times
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.Schedules, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SchedulesManaged>(document, answer => ScheduleTable.WriteList(console, answer.Schedules));
            return ExitCodes.Ok;
        });
        command.Add(Set(host, console));
        command.Add(One("show", "Shows one, with its task or workflow", host, console, (api, id, stop) => api.GetAsync(Paths.Schedule(id), stop)));
        foreach (var (name, description) in new[] { ("pause", "No more times until it is resumed; those that pass are not made up for"), ("resume", "Its times count again"), ("run", "Submits it once now") })
            command.Add(One(name, description, host, console, (api, id, stop) => api.PostAsync(Paths.Schedule(id, name), new { }, stop)));
        command.Add(One("delete", "Ends it; what it has submitted stays", host, console, (api, id, stop) => api.DeleteAsync(Paths.Schedule(id), stop)));
        return command;
    }

    private static Verb Set(ApiOptions host, CliConsole console)
    {
        var id = new Argument<string>("ID") { Description = "1 to 80 of A-Z a-z 0-9 . _ -; each run is named by it and its time" };
        var cron = new Option<string>("--cron") { Description = "As Quartz reads it: seconds, minutes, hours, day, month, weekday", HelpName = "EXPRESSION", Required = true };
        var task = new Option<string?>("--task") { Description = "A SubmitTask as JSON, or - for stdin", HelpName = "FILE" };
        var workflow = new Option<string?>("--workflow") { Description = "A SubmitWorkflow as JSON, or - for stdin", HelpName = "FILE" };
        var zone = new Option<string?>("--time-zone") { Description = "IANA name [default: UTC]", HelpName = "ZONE" };
        var misfire = new Option<string?>("--misfire") { Description = "Times missed while no host ran: once (the latest of them), skip, all [default: once]", HelpName = "RULE" };
        var command = new Verb(
            "set", "Makes a schedule, or replaces it", "swarm schedules set nightly --cron \"0 30 3 * * ?\" --time-zone Europe/Berlin --task task.json") { id, cron, task, workflow, zone, misfire };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var (taskFile, workflowFile) = (verb.Parse.GetValue(task), verb.Parse.GetValue(workflow));
            if ((taskFile is null) == (workflowFile is null))
                throw new CliException(ExitCodes.Usage, "What is to be done? Exactly one of --task FILE and --workflow FILE.");
            var what = await ReadAsync(taskFile ?? workflowFile!, console, verb.Cancellation).ConfigureAwait(false);
            var definition = new ScheduleDefinition
            {
                Cron = verb.Parse.GetValue(cron), TimeZone = verb.Parse.GetValue(zone), Misfire = verb.Parse.GetValue(misfire),
                Task = taskFile is null ? null : what, Workflow = workflowFile is null ? null : what,
            };
            var bytes = JsonSerializer.SerializeToUtf8Bytes(definition, Bus.WireJson.Options);
            var document = await verb.Api.PutAsync(Paths.Schedule(verb.Parse.GetValue(id)!), bytes, "application/json", verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SchedulesManaged>(document, answer => ScheduleTable.WriteList(console, answer.Schedules));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb One(
        string name, string description, ApiOptions host, CliConsole console, Func<Api.ApiClient, string, CancellationToken, Task<JsonElement>> ask)
    {
        var id = new Argument<string>("ID") { Description = "The schedule" };
        var command = new Verb(name, description, $"swarm schedules {name} nightly") { id };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await ask(verb.Api, verb.Parse.GetValue(id)!, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<SchedulesManaged>(document, answer =>
            {
                if (answer.RunId is { } run)
                    console.Out.WriteLine($"Submitted {run}.");
                else if (name == "show")
                    ScheduleTable.Write(console, answer.Schedules[0]);
                else if (answer.Schedules.Count > 0)
                    ScheduleTable.WriteList(console, answer.Schedules);
                else
                    console.Out.WriteLine($"{verb.Parse.GetValue(id)} is deleted.");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<JsonElement> ReadAsync(string path, CliConsole console, CancellationToken cancellation)
    {
        var body = ParsedBody.Of(await InputFile.ReadAsync(path, console, cancellation).ConfigureAwait(false));
        return body.Fault is { } fault ? throw new CliException(ExitCodes.Usage, $"{path}: {fault.Rule}") : body.Message;
    }
}
