using System.CommandLine;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Commands;

internal static class TaskCommand
{
    public static Command Create(CliConsole console)
    {
        var id = new Argument<string>("ID") { Description = "The task's id" };
        var payload = new Option<bool>("--payload") { Description = "Show the payload too" };
        var wait = new Option<bool>("--wait") { Description = "Wait until the task has ended" };
        var command = new Verb(
            "task",
            "Everything known of a task: state, timeline, attempts, result",
            """
            swarm task t-0199f0c8                       what became of it
            swarm task t-0199f0c8 --wait                the same, once it has ended; exit code 1 unless completed
            swarm task t-0199f0c8 --json | jq .result   only the result
            """) { id, payload, wait };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var (taskId, waits) = (verb.Parse.GetValue(id)!, verb.Parse.GetValue(wait));
            var document = await RunOfWorkflow.ForTaskAsync(verb, taskId, $"See swarm workflow {taskId}.", async () =>
            {
                var path = Paths.Task(taskId, ("payload", verb.Parse.GetValue(payload) ? "true" : null));
                if (!waits)
                    return await verb.Api.GetAsync(path, verb.Cancellation).ConfigureAwait(false);
                var api = new PatientApi(verb.Api);
                await TaskWaiter.WaitAsync(api, taskId, null, verb.Cancellation).ConfigureAwait(false);
                return await api.GetAsync(path, verb.Cancellation).ConfigureAwait(false);
            }).ConfigureAwait(false);
            verb.Answer<TaskDetails>(document, task => TaskView.Write(console, task));
            return !waits || HostVerb.Read<TaskSummary>(document).State == TaskStates.Completed ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }
}
