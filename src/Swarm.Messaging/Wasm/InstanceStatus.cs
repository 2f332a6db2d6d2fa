namespace Swarm.Messaging.Wasm;

/// <summary>Where an instance is in its life. Only an available one is offered.</summary>
internal enum InstanceStatus
{
    /// <summary>Being created or restarted; it has a place in the pool already.</summary>
    Initializing,

    /// <summary>Has a free slot, if it is healthy.</summary>
    Available,

    /// <summary>All slots are used.</summary>
    Busy,

    /// <summary>Could not be started, or is being stopped; it will not come back.</summary>
    Failed,
}
