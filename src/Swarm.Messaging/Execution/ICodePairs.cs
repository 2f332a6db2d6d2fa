namespace Swarm.Messaging.Execution;

/// <summary>
/// Which work on code this host's modules declare, as pairs of file type and operation. A pair that none declares is no candidate
/// for WebAssembly: it is for agents.
/// </summary>
public interface ICodePairs
{
    /// <summary>All of them, as <c>rs:analyze</c>, each once, in an order that stays while they do.</summary>
    IReadOnlyList<string> Pairs { get; }

    /// <param name="fileType">Short name, e.g. <c>js</c> or <c>rs</c>.</param>
    /// <param name="operation">E.g. <c>analyze</c>.</param>
    bool Declares(string fileType, string operation);
}
