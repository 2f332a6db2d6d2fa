namespace Swarm.Messaging.Cli.Bench;

/// <summary>How many workflows complete where every twentieth execution of a node fails.</summary>
internal sealed class WorkflowEnds(WaitingExecutor executor, Action<string> say, List<BenchResult> results)
{
    private const int Nodes = 15;
    private const int Workflows = 200;

    public async Task RunAsync(WorkflowBenchRuns runs, CancellationToken cancellation)
    {
        var (executions, faults) = (executor.Executions, executor.Faults);
        var completed = await runs.CompletedAsync(WorkflowShapes.Fan(Nodes, _ => WorkflowShapes.Faulty()), Workflows, cancellation).ConfigureAwait(false);
        (executions, faults) = (executor.Executions - executions, executor.Faults - faults);
        say($"{Workflows} workflows of {Nodes} nodes, {executions} executions of which {faults} failed: {completed} completed");
        if (executions != (Workflows * Nodes) + faults)
            throw new BenchWrongException($"{executions} executions for {Workflows * Nodes} nodes and {faults} failures.");
        results.Add(new("faulty_executions", faults / (double)executions, "of all"));
        results.Add(new("completion_rate", completed / (double)Workflows, "of all", "0.999"));
    }
}
