package org.dthinlto.remote;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.BatchReadBlobsRequest;
import org.dthinlto.remote.api.Reapi.BatchReadBlobsResponse;
import org.dthinlto.remote.api.Reapi.BatchUpdateBlobsRequest;
import org.dthinlto.remote.api.Reapi.BatchUpdateBlobsResponse;
import org.dthinlto.remote.api.Reapi.CancelOperationRequest;
import org.dthinlto.remote.api.Reapi.Empty;
import org.dthinlto.remote.api.Reapi.ExecuteRequest;
import org.dthinlto.remote.api.Reapi.FindMissingBlobsRequest;
import org.dthinlto.remote.api.Reapi.FindMissingBlobsResponse;
import org.dthinlto.remote.api.Reapi.GetActionResultRequest;
import org.dthinlto.remote.api.Reapi.GetCapabilitiesRequest;
import org.dthinlto.remote.api.Reapi.Operation;
import org.dthinlto.remote.api.Reapi.QueryWriteStatusRequest;
import org.dthinlto.remote.api.Reapi.QueryWriteStatusResponse;
import org.dthinlto.remote.api.Reapi.ReadRequest;
import org.dthinlto.remote.api.Reapi.ReadResponse;
import org.dthinlto.remote.api.Reapi.ServerCapabilities;
import org.dthinlto.remote.api.Reapi.UpdateActionResultRequest;
import org.dthinlto.remote.api.Reapi.WaitExecutionRequest;
import org.dthinlto.remote.api.Reapi.WriteRequest;
import org.dthinlto.remote.api.Reapi.WriteResponse;

/** The methods of the API that we call, by their paths. */
final class Methods {

  private static final String REAPI = "build.bazel.remote.execution.v2.";
  private static final String CAS = REAPI + "ContentAddressableStorage/";

  static final MethodDescriptor<GetCapabilitiesRequest, ServerCapabilities> CAPABILITIES =
      method(
          REAPI + "Capabilities/GetCapabilities",
          MethodType.UNARY,
          GetCapabilitiesRequest.getDefaultInstance(),
          ServerCapabilities.getDefaultInstance());

  static final MethodDescriptor<FindMissingBlobsRequest, FindMissingBlobsResponse> FIND_MISSING =
      method(
          CAS + "FindMissingBlobs",
          MethodType.UNARY,
          FindMissingBlobsRequest.getDefaultInstance(),
          FindMissingBlobsResponse.getDefaultInstance());

  static final MethodDescriptor<BatchUpdateBlobsRequest, BatchUpdateBlobsResponse> BATCH_UPDATE =
      method(
          CAS + "BatchUpdateBlobs",
          MethodType.UNARY,
          BatchUpdateBlobsRequest.getDefaultInstance(),
          BatchUpdateBlobsResponse.getDefaultInstance());

  static final MethodDescriptor<BatchReadBlobsRequest, BatchReadBlobsResponse> BATCH_READ =
      method(
          CAS + "BatchReadBlobs",
          MethodType.UNARY,
          BatchReadBlobsRequest.getDefaultInstance(),
          BatchReadBlobsResponse.getDefaultInstance());

  static final MethodDescriptor<GetActionResultRequest, ActionResult> GET_RESULT =
      method(
          REAPI + "ActionCache/GetActionResult",
          MethodType.UNARY,
          GetActionResultRequest.getDefaultInstance(),
          ActionResult.getDefaultInstance());

  static final MethodDescriptor<UpdateActionResultRequest, ActionResult> UPDATE_RESULT =
      method(
          REAPI + "ActionCache/UpdateActionResult",
          MethodType.UNARY,
          UpdateActionResultRequest.getDefaultInstance(),
          ActionResult.getDefaultInstance());

  static final MethodDescriptor<ExecuteRequest, Operation> EXECUTE =
      method(
          REAPI + "Execution/Execute",
          MethodType.SERVER_STREAMING,
          ExecuteRequest.getDefaultInstance(),
          Operation.getDefaultInstance());

  static final MethodDescriptor<WaitExecutionRequest, Operation> WAIT =
      method(
          REAPI + "Execution/WaitExecution",
          MethodType.SERVER_STREAMING,
          WaitExecutionRequest.getDefaultInstance(),
          Operation.getDefaultInstance());

  static final MethodDescriptor<CancelOperationRequest, Empty> CANCEL =
      method(
          "google.longrunning.Operations/CancelOperation",
          MethodType.UNARY,
          CancelOperationRequest.getDefaultInstance(),
          Empty.getDefaultInstance());

  static final MethodDescriptor<ReadRequest, ReadResponse> READ =
      method(
          "google.bytestream.ByteStream/Read",
          MethodType.SERVER_STREAMING,
          ReadRequest.getDefaultInstance(),
          ReadResponse.getDefaultInstance());

  static final MethodDescriptor<WriteRequest, WriteResponse> WRITE =
      method(
          "google.bytestream.ByteStream/Write",
          MethodType.CLIENT_STREAMING,
          WriteRequest.getDefaultInstance(),
          WriteResponse.getDefaultInstance());

  static final MethodDescriptor<QueryWriteStatusRequest, QueryWriteStatusResponse> WRITE_STATUS =
      method(
          "google.bytestream.ByteStream/QueryWriteStatus",
          MethodType.UNARY,
          QueryWriteStatusRequest.getDefaultInstance(),
          QueryWriteStatusResponse.getDefaultInstance());

  private Methods() {}

  private static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> method(
      String path, MethodType type, Q question, A answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(type)
        .setFullMethodName(path)
        .setRequestMarshaller(ProtoLiteUtils.marshaller(question))
        .setResponseMarshaller(ProtoLiteUtils.marshaller(answer))
        .build();
  }
}
