namespace Swarm.Messaging.Wasm;

/// <summary>Something that happened in the pool.</summary>
/// <param name="Type">One of <see cref="PoolEventNames"/>.</param>
internal sealed record PoolEvent(string Type, DateTimeOffset At, params (string Name, object? Value)[] Fields);
