using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Bus;

/// <summary>Plain JSON on the queue of reports: read by us, field by field, and handed on as the envelope that it lacks.</summary>
internal sealed class PlainReportsFactory : ISerializerFactory
{
    public ContentType ContentType { get; } = new("application/json");

    public IMessageSerializer CreateSerializer() => SystemTextJsonMessageSerializer.Instance;

    public IMessageDeserializer CreateDeserializer() => new PlainReports(ContentType);

    private sealed class PlainReports(ContentType contentType) : IMessageDeserializer
    {
        private static readonly string[] Types = [MessageUrn.ForTypeString<TaskReports>()];

        public ContentType ContentType => contentType;

        public void Probe(ProbeContext context) => context.CreateScope("plainReports");

        public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
            new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

        public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
        {
            var envelope = new { MessageType = Types, Message = ReportReader.Read(body.GetBytes()) };
            var bytes = JsonSerializer.SerializeToUtf8Bytes(envelope, WireJson.Options);
            return SystemTextJsonMessageSerializer.Instance.Deserialize(new BytesMessageBody(bytes), headers, destinationAddress);
        }

        public MessageBody GetMessageBody(string text) => new StringMessageBody(text);
    }
}
