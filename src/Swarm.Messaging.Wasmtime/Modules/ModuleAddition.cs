namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>A module that somebody wants to add, as it was said.</summary>
internal sealed record ModuleAddition(string Name, IReadOnlyList<string> Pairs, int? MemoryLimitMb, TimeSpan? Timeout, byte[] Bytes);
