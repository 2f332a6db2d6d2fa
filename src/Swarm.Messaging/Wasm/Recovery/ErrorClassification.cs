namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What kind of failure it was.</summary>
/// <param name="Type">One of <see cref="ErrorTypes"/>, or a type of your own.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Category">e.g. <c>wasm_memory</c>; for people and statistics.</param>
/// <param name="Recoverable">False: no recovery attempt, the task goes straight to its fallback.</param>
public sealed record ErrorClassification(string Type, string Severity, string Category, bool Recoverable);
