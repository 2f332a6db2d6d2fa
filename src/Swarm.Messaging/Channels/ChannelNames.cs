namespace Swarm.Messaging.Channels;

/// <summary>Channels of code tasks, as the specification names them.</summary>
public static class ChannelNames
{
    public const string Routing = "swarm:phase-5:routing";
    public const string WasmStatus = "swarm:phase-5:wasm-status";
    public const string WasmRecovery = "swarm:phase-5:wasm-recovery";
    public const string InstanceControl = "swarm:phase-5:instance-control";
    public const string Fallback = "swarm:phase-5:fallback";
    public const string Emergency = "swarm:phase-5:emergency";
    public const string Coordination = "swarm:phase-5:coordination";
}
