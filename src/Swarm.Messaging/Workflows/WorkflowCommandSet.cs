using System.Text.Json;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workflows;

/// <summary>Commands about workflows, whichever way they came.</summary>
internal sealed class WorkflowCommandSet(WorkflowCommands commands) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SubmitWorkflow), SwarmNames.SubmitWorkflow, 64),
        new(nameof(CancelWorkflow), SwarmNames.CancelWorkflow, 16),
        new(nameof(PauseWorkflow), SwarmNames.PauseWorkflow, 16),
        new(nameof(ResumeWorkflow), SwarmNames.ResumeWorkflow, 16),
        new(nameof(RerunFrom), SwarmNames.RerunFrom, 16),
        new(nameof(CallWorkflow), SwarmNames.CallWorkflow, 16),
        new(nameof(GetWorkflow), SwarmNames.GetWorkflow, 16),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        if (command == nameof(SubmitWorkflow))
        {
            var (submit, warnings) = WorkflowReader.Submit(message, "", found);
            return await commands.SubmitAsync(submit, found, origin.MessageId, warnings, cancellation).ConfigureAwait(false);
        }

        Func<Task<object>> act = command switch
        {
            nameof(CancelWorkflow) => Act(WorkflowReader.Cancel(message, found), c => commands.CancelAsync(c, origin.ItemId(0), cancellation)),
            nameof(PauseWorkflow) => Act(WorkflowReader.Pause(message, found), c => commands.PauseAsync(c, origin.ItemId(0), cancellation)),
            nameof(ResumeWorkflow) => Act(WorkflowReader.Resume(message, found), c => commands.ResumeAsync(c, origin.ItemId(0), cancellation)),
            nameof(CallWorkflow) => Act(WorkflowReader.Call(message, found), c => commands.CallAsync(c, origin.ItemId(0), cancellation)),
            nameof(RerunFrom) => Act(WorkflowReader.Rerun(message, found), c => commands.RerunAsync(c, origin.ItemId(0), cancellation)),
            _ => Act(WorkflowReader.Get(message, found), c => commands.GetAsync(c, cancellation)),
        };
        return found.Count > 0 ? CommandRules.Reject(command, null, found) : await act().ConfigureAwait(false);
    }

    private static Func<Task<object>> Act<T>(T command, Func<T, Task<object>> act) => () => act(command);
}
