using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Commands;

internal static class WorkflowRun
{
    private const int SecondsAtATime = 20;

    public static Verb Create(CliConsole console, ApiOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "A workflow as JSON; - reads stdin" };
        var input = new Option<string?>("--input") { Description = "The run's input instead of the one in the file: JSON, or @FILE", HelpName = "JSON|@FILE" };
        var command = new Verb(
            "run",
            "Submits a workflow and follows it node by node until it has ended",
            """
            swarm workflow run order.json                       on a host of its own for as long as it takes
            swarm workflow run order.json --input '{"id":7}' --json
            swarm workflow run order.json --data ./data         on the host that runs on ./data
            swarm workflow run order.json --set Workflows:AllowedHosts=127.0.0.1      what the host of its own may reach
            """) { file, input };
        var settings = CommandSettings.AddTo(command, RunHost.SetDescription);
        command.SetAction(async (parse, cancellation) =>
        {
            JsonElement? given = parse.GetValue(input) is { } text
                ? JsonElement.Parse((await PayloadArgument.ReadAsync(text, console, cancellation, input.Name, nameof(SubmitWorkflow)).ConfigureAwait(false)).Span) : null;
            var (body, executionId) = await WorkflowFile.ReadAsync(parse.GetValue(file)!, given, console, cancellation).ConfigureAwait(false);
            await using var host = await RunHost.GetAsync(options.Choice(parse), settings.Given(parse), console.Remark, cancellation).ConfigureAwait(false);
            using var client = new ApiClient(host.Address, console.RemarkAbove);
            var api = new PatientApi(client);
            var chosen = options.Choice(parse).Shown;
            var accepted = await SubmitAsync(console, api, body, host.IsKept && executionId is not null ? executionId + chosen : null, cancellation).ConfigureAwait(false);
            foreach (var warning in accepted.Warnings)
                console.Remark($"warning: {warning}");
            var run = await FollowAsync(console, api, accepted, host, chosen, cancellation).ConfigureAwait(false);
            var document = await api.GetAsync(Paths.Workflow(accepted.ExecutionId, ("results", "true")), cancellation).ConfigureAwait(false);
            if (options.Json(parse))
                console.Json(document);
            else
                WorkflowView.Write(console, HostVerb.Read<WorkflowDetails>(document), withResults: true);
            return run.State == WorkflowStates.Completed ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    /// <param name="kept">How to ask for the run where one may go on that this command does not see.</param>
    private static async Task<WorkflowAccepted> SubmitAsync(CliConsole console, PatientApi api, ReadOnlyMemory<byte> body, string? kept, CancellationToken cancellation)
    {
        try
        {
            return HostVerb.Read<WorkflowAccepted>(await api.PostBytesAsync(Paths.Workflows, body, cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (kept is not null && (e is CliException { ExitCode: ExitCodes.NoHost } || cancellation.IsCancellationRequested))
        {
            console.Remark($"Whether the run was accepted is not known: swarm workflow {kept}");
            throw;
        }
    }

    private static async Task<WorkflowDetails> FollowAsync(
        CliConsole console, PatientApi api, WorkflowAccepted accepted, RunHost host, string chosen, CancellationToken cancellation)
    {
        try
        {
            return await WorkflowProgress.ShowAsync(console, () => StatesAsync(api, accepted.ExecutionId, cancellation)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && !host.IsOwn)
        {
            console.Remark($"The run goes on: swarm workflow {accepted.ExecutionId}{chosen}");
            throw;
        }
        catch (CliException e) when (e.ExitCode == ExitCodes.NoHost && host.IsKept)
        {
            console.Remark($"The run is {accepted.ExecutionId}. With its host it goes on from what was done: swarm workflow {accepted.ExecutionId}{chosen}");
            throw;
        }
    }

    /// <summary>How the run stands, each time something has happened, the end last.</summary>
    private static async IAsyncEnumerable<WorkflowDetails> StatesAsync(
        PatientApi api, string executionId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var version = 0L;
        while (true)
        {
            var run = HostVerb.Read<WorkflowDetails>(await api.GetAsync(
                Paths.Workflow(executionId, ("since", version), ("wait", SecondsAtATime)), cancellation).ConfigureAwait(false));
            yield return run;
            if (WorkflowStates.IsEnd(run.State))
                yield break;
            version = run.Version;
        }
    }
}
