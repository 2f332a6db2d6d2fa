namespace Swarm.Messaging.Contracts.Tasks;

/// <param name="Field">JSON path from the command's root, e.g. <c>payload.filePath</c>.</param>
/// <param name="Value">What was found there, cut to 100 characters; null when absent.</param>
/// <param name="Rule">What must hold.</param>
/// <param name="Code">Stable name for programs.</param>
public sealed record FieldViolation(string Field, string? Value, string Rule, string Code);
