using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The run of a workflow that somebody named where a task was meant.</summary>
internal static class RunOfWorkflow
{
    /// <returns>Null: no run is called so.</returns>
    public static async Task<WorkflowDetails?> FindAsync(HostVerb verb, string executionId)
    {
        try
        {
            return HostVerb.Read<WorkflowDetails>(await verb.Api.GetAsync(Paths.Workflow(executionId), verb.Cancellation).ConfigureAwait(false));
        }
        catch (RejectedException e) when (e.Rejected.Code == "not_found")
        {
            return null;
        }
    }

    /// <summary>What is done with a task; where there is none, but a run of that name, <paramref name="instead"/> is said of it.</summary>
    public static async Task<T> ForTaskAsync<T>(HostVerb verb, string name, string instead, Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (RejectedException e) when (e.Rejected.Code == "not_found")
        {
            if (await FindAsync(verb, name).ConfigureAwait(false) is null)
                throw;
            throw new CliException(ExitCodes.Rejected, $"{name} is a run of a workflow and no task. {instead}");
        }
    }
}
