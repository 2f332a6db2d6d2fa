namespace Swarm.Messaging.Contracts.Tasks;

/// <param name="Memory">low or high.</param>
/// <param name="Cpu">low, medium or high.</param>
/// <param name="Wasm">WebAssembly is the right place; on equal load it is preferred.</param>
public sealed record ResourceRequirements(string Memory, string Cpu, bool Wasm);
