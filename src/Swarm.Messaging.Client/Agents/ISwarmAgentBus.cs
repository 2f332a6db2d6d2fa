using MassTransit;

namespace Swarm.Messaging.Client.Agents;

/// <summary>The agent's own bus beside the program's. Public because MassTransit implements it at run time.</summary>
public interface ISwarmAgentBus : IBus;
