using MassTransit;

namespace Swarm.Messaging.Client.Bus;

/// <summary>The client's own bus beside the program's. Public because MassTransit implements it at run time.</summary>
public interface ISwarmClientBus : IBus;
