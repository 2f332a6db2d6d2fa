namespace Swarm.Messaging.Execution;

/// <summary>One broken rule of an input.</summary>
/// <param name="Field">JSON path from the command's root, e.g. <c>payload.filePath</c> or <c>rank</c>.</param>
/// <param name="Value">The offending value as text, cut to 100 characters; null when it is absent.</param>
/// <param name="Rule">What must hold, as a sentence that says what to do.</param>
/// <param name="Code">Stable name for programs, e.g. <c>unknown_operation</c>, <c>reserved_id</c>.</param>
public sealed record Violation(string Field, string? Value, string Rule, string Code = "invalid");
