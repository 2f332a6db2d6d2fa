namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Chooses the worker that runs a node. Register one of your own with the host and name it in <c>Workflows:Runner:Strategy</c>.</summary>
public interface INodeWorkerSelector
{
    /// <summary>By which it is named in the settings.</summary>
    string Name { get; }

    /// <summary>Called for one node after another, never at the same time: quick, and without waiting. One that throws leaves the choice to least-busy.</summary>
    /// <param name="candidates">At least one; all have room. In order of their age.</param>
    /// <returns>The index of the chosen one.</returns>
    int Select(IReadOnlyList<NodeWorkerView> candidates);
}
